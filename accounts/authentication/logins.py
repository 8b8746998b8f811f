"""Who is logged in, many in one look, and whether they still are. A page is asked at every request;
a socket lives on when its person has logged out, so it is looked after. Sync, for threads."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from realtime import pubsub


@dataclass(frozen=True, slots=True)
class Login:
    """What a socket was opened with."""

    user: int
    session: str
    stamp: str  # changes with the password


def of_sessions(keys: list[str]) -> dict[str, tuple | None]:
    """For the key of each session, (who is logged in with it, Login); None for nobody. As
    `django.contrib.auth.get_user` tells it of each, but in two queries, and without a write: who
    shows an older key of the site's, or a wrong stamp, is nobody."""
    said = {session.session_key: session.get_decoded() for session in _sessions(keys)}
    ids = {words[SESSION_KEY] for words in said.values() if SESSION_KEY in words}
    people = {str(person.pk): person for person in _people(ids)}
    return {key: _login_of(key, said.get(key, {}), people) for key in keys}


def _login_of(key, words, people):
    person = people.get(words.get(SESSION_KEY))
    if person is None or words.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    login = Login(person.pk, key, words.get(HASH_SESSION_KEY, ""))
    holds = constant_time_compare(login.stamp, person.get_session_auth_hash())
    return (person, login) if holds else None


def holding(logins: set[Login]) -> set[Login]:
    """Those that still hold, in two queries: the person may log in, and hasn't logged out."""
    sessions = _sessions(login.session for login in logins)
    keys = set(sessions.values_list("session_key", flat=True))
    people = _people({login.user for login in logins}).only("password", "session_epoch")
    stamps = {person.pk: person.get_session_auth_hash() for person in people}
    return {
        login for login in logins if login.session in keys and stamps.get(login.user) == login.stamp
    }


def publish_end(user: int) -> None:
    """Once committed, have every process check the logins of this user's sockets."""
    pubsub.publish_on_commit({"login": user})


def _sessions(keys):
    return Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())


def _people(ids):
    """Those of them who may log in."""
    return get_user_model().objects.filter(pk__in=ids, is_active=True)
