"""Loads the users of many sessions at once, and checks whether their logins are still valid.

A page checks its session at every request, but a socket stays open when its user logs out, so it
has to be checked again. Synchronous, for threads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from realtime import pubsub, user_events


@dataclass(frozen=True, slots=True)
class Login:
    """A user's session as it was when they opened a socket."""

    user: int
    session: str
    auth_hash: str  # changes with the password


def load_logins(keys: list[str]) -> dict[str, tuple[User, Login] | None]:
    """For each session key the user who is logged in, or None. Like `django.contrib.auth.get_user`
    for each, but in two queries and without a write: an old SECRET_KEY isn't accepted."""
    data = {session.session_key: session.get_decoded() for session in _sessions(keys)}
    ids = {values[SESSION_KEY] for values in data.values() if SESSION_KEY in values}
    users = {str(user.pk): user for user in _active_users(ids)}
    return {key: _login_of(key, data.get(key, {}), users) for key in keys}


def _login_of(key: str, data: dict[str, Any], users: dict[str, User]) -> tuple[User, Login] | None:
    user = users.get(data.get(SESSION_KEY, ""))
    if user is None or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    login = Login(user.pk, key, data.get(HASH_SESSION_KEY, ""))
    is_valid = constant_time_compare(login.auth_hash, user.get_session_auth_hash())
    return (user, login) if is_valid else None


def still_valid(logins: set[Login]) -> set[Login]:
    """The logins whose session exists, and whose user is active with the same password. Makes two
    queries."""
    sessions = _sessions(login.session for login in logins)
    keys = set(sessions.values_list("session_key", flat=True))
    users = _active_users({login.user for login in logins}).only("password", "session_epoch")
    hashes = {user.pk: user.get_session_auth_hash() for user in users}
    return {
        login
        for login in logins
        if login.session in keys and hashes.get(login.user) == login.auth_hash
    }


def publish_change(user: int) -> None:
    """Once committed, have every process check the logins of this user's sockets."""
    pubsub.publish_on_commit(user_events.event_for(user, login_ended=True))


def _sessions(keys: Iterable[str]) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())


def _active_users(ids: Iterable[Any]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids, is_active=True)
