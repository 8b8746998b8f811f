"""Django's sessions in the database, which ask it for well-formed keys alone: a cookie may hold
anything, a NUL too, at which Postgres raises."""

from django.contrib.sessions.backends import db
from django.utils import timezone

BATCH = 1000


class SessionStore(db.SessionStore):
    @classmethod
    def clear_expired(cls) -> None:
        """In batches: a delete that signals listen to loads every row first."""
        sessions = cls.get_model_class().objects
        expired = sessions.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
        while keys := list(expired[:BATCH]):
            sessions.filter(pk__in=keys).delete()

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
