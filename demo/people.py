"""Makes the demo's people. Who is there already stays as they are."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from demo.pictures import AVATAR, Drawing, Stored
from demo.reading import Person, people

PASSWORD = "wildcats-demo"  # noqa: S105 - it stands in the README


def missing() -> list[Person]:
    known = get_user_model().objects.values_list("email", flat=True)
    known = set(known.filter(email__in=[person.email for person in people()]))
    return [person for person in people() if person.email not in known]


def portrait(person: Person, width: int) -> Drawing:
    side = min(width, 512)
    return Drawing(person.key, AVATAR, person.portrait, (side, side))


def add(person: Person, picture: Stored):
    """All rows at once, and the files stand already: a run that is stopped leaves no half."""
    user = get_user_model()(
        email=person.email,
        name=person.name,
        about=person.about,
        photo=picture.name,
        photo_width=picture.width,
        photo_height=picture.height,
        date_joined=timezone.now() - timedelta(days=person.joined),
        **person.habits,
    )
    user.set_password(PASSWORD if person.logs_in else None)
    with transaction.atomic():
        user.save()
        # Confirming the address is what makes a verified student.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def by_key() -> dict:
    """The users of the demo by their key in people.toml."""
    users = {user.email: user for user in get_user_model().objects.all()}
    return {person.key: users[person.email] for person in people() if person.email in users}
