"""Makes the demo's people. Who is there already stays as they are."""

from datetime import timedelta
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from demo import photos
from demo.reading import Person, people

WIDTH = 512  # pixels of the largest picture
PASSWORD = "wildcats-demo"  # noqa: S105 - it stands in the README


def missing() -> list[Person]:
    known = get_user_model().objects.values_list("email", flat=True)
    known = set(known.filter(email__in=[person.email for person in people()]))
    return [person for person in people() if person.email not in known]


def add(person: Person) -> None:
    """Create the user with all that belongs to them, or nothing."""
    user = get_user_model()(
        email=person.email,
        name=person.name,
        about=person.about,
        date_joined=timezone.now() - timedelta(days=person.joined),
        **person.habits,
    )
    photos.store(user, "photo", f"people/{person.key}", WIDTH)
    user.password = _password_hash() if person.logs_in else make_password(None)
    with transaction.atomic():
        user.save()
        # Confirming the address is what makes a verified student.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@cache
def _password_hash() -> str:
    """One for everyone, since hashing is slow by design."""
    return make_password(PASSWORD)


def by_key() -> dict:
    """The users of the demo by their key in people.toml."""
    users = {user.email: user for user in get_user_model().objects.all()}
    return {person.key: users[person.email] for person in people() if person.email in users}
