"""The export of everything that the site stores about a user. Each app adds its part."""

from typing import Any

from django.dispatch import Signal, receiver

from accounts.models import User

# Sent with `user`. A receiver returns its part, as {name: value}.
export_requested = Signal()

ACCOUNT_FIELDS = ("email", "name", "about", "date_joined", "last_login", "is_verified_student")


def export(user: User) -> dict[str, Any]:
    """All parts, in types that Django's JSON encoder takes."""
    parts = export_requested.send(type(user), user=user)
    return {
        name: value
        for _, part in parts
        for name, value in part.items()  # type: ignore[union-attr]  # not a string, as in the stubs
    }


@receiver(export_requested)
def export_account(user: User, **kwargs: Any) -> dict[str, Any]:
    return {
        "account": {field: getattr(user, field) for field in (*ACCOUNT_FIELDS, *User.HABITS)},
        "photo": user.photo.url if user.photo else None,
        "email_addresses": list(user.emailaddress_set.values("email", "verified", "primary")),
    }
