"""What we hold about a person. Each app that holds some adds its part, as {name: what}."""

from django.dispatch import Signal, receiver

# Sent with `person`; a receiver answers with its part.
gathering = Signal()

FIELDS = ("email", "name", "about", "date_joined", "last_login", "is_verified_student")
FIELDS += ("sleep", "cleaning", "guests", "noise", "smoking", "pets")


def of(person) -> dict:
    """All of it, of what can be written as JSON."""
    parts = gathering.send(type(person), person=person)
    return {name: what for _, part in parts for name, what in part.items()}


@receiver(gathering, dispatch_uid="the-account-itself")
def account(person, **kwargs) -> dict:
    return {
        "account": {field: getattr(person, field) for field in FIELDS},
        "photo": person.photo.url if person.photo else None,
        "email_addresses": list(person.emailaddress_set.values("email", "verified", "primary")),
    }
