"""Django's database sessions. Anonymous ones expire after a day, expired ones are deleted in
batches, and malformed keys never reach the database."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

BATCH = 1000
# Before a login, a session only holds the state of a login or sign-up in progress.
ANONYMOUS_AGE = 24 * 60 * 60  # seconds


class SessionStore(db.SessionStore):
    @classmethod
    def clear_expired(cls) -> None:
        """Delete in batches: with signal receivers, a delete first loads every row."""
        sessions = cls.get_model_class().objects
        expired = sessions.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
        while keys := list(expired[:BATCH]):
            sessions.filter(pk__in=keys).delete()

    def _validate_session_key(self, key: str) -> bool:
        """Refuse malformed keys before they reach the database: a cookie may contain anything, and
        Postgres raises an error for a NUL."""
        is_valid: bool = super()._validate_session_key(key)  # type: ignore[misc]  # private
        return is_valid and key.isascii() and key.isalnum()

    def get_session_cookie_age(self) -> int:
        return super().get_session_cookie_age() if SESSION_KEY in self else ANONYMOUS_AGE
