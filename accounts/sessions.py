"""Django's sessions in the database, which ask it for well-formed keys alone: a cookie may hold
anything, a NUL too, at which Postgres raises."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
