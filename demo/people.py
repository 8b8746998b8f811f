"""Creates the demo's people. Those that exist stay as they are."""

from datetime import timedelta
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo import content, photos
from demo.content import PersonData

PHOTO_WIDTH = 512  # pixels of the largest copy
PASSWORD = "wildcats-demo"  # noqa: S105 - the README publishes it


def missing() -> list[PersonData]:
    known = users_by_key()
    return [data for data in content.people() if data.key not in known]


def create(data: PersonData) -> None:
    """Create the user with all that belongs to them, or nothing."""
    user = User(
        email=data.email,
        name=data.name,
        about=data.about,
        password=_password_hash() if data.logs_in else make_password(None),
        date_joined=timezone.now() - timedelta(days=data.joined),
        **data.habits,
    )
    photos.store(user, "photo", f"people/{data.key}", PHOTO_WIDTH)
    with transaction.atomic():
        user.save()
        # Confirming the address is what makes a verified student.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def users_by_key() -> dict[str, User]:
    """The users of the demo by their key in people.toml."""
    keys = {data.email: data.key for data in content.people()}
    return {keys[user.email]: user for user in User.objects.filter(email__in=keys)}


@cache
def _password_hash() -> str:
    """One for all accounts, since hashing is slow by design."""
    return make_password(PASSWORD)
