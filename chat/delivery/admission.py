"""Whether who opened a socket would still be let in. A page is asked at every request; a socket
lives on when its person has logged out, so it is looked after. Sync, for the chat's threads."""

from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Login:
    """What a socket was opened with."""

    user: int
    session: str
    stamp: str  # changes with the password

    @classmethod
    def of(cls, user, session) -> "Login":
        return cls(user.pk, session.session_key, session[HASH_SESSION_KEY])


def holding(logins: set[Login]) -> set[Login]:
    """Those that still hold, in two queries: the person may log in, and hasn't logged out."""
    sessions = Session.objects.filter(
        session_key__in=[login.session for login in logins], expire_date__gt=timezone.now()
    )
    people = get_user_model().objects.filter(
        pk__in={login.user for login in logins}, is_active=True
    )
    keys = set(sessions.values_list("session_key", flat=True))
    stamps = {person.pk: person.get_session_auth_hash() for person in people}
    return {
        login for login in logins if login.session in keys and stamps.get(login.user) == login.stamp
    }
