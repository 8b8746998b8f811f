"""Finds the user, the session and the IP address behind a socket."""

from django.conf import settings
from django.http import parse_cookie

from accounts.authentication import logins
from accounts.authentication.logins import Login
from accounts.authentication.session_store import SessionStore
from accounts.models import User
from realtime.asgi_types import Scope
from realtime.batcher import batched_by_key

_load_login = batched_by_key(logins.load_logins)


async def load_user(scope: Scope) -> tuple[User, Login] | None:
    """The user who opened a socket, and their login; None for a visitor. Raises a DatabaseError.

    Replaces Channels' AuthMiddlewareStack: each of its layers keeps a copy of the scope for as long
    as the socket is open, and all sockets share one thread.
    """
    key = SessionStore(session_in(dict(scope["headers"]).get(b"cookie", b""))).session_key
    return await _load_login(key) if key else None


def session_in(cookies: bytes) -> str:
    """The session key in a Cookie header, which may be made up; empty without one."""
    return parse_cookie(cookies.decode("latin1")).get(settings.SESSION_COOKIE_NAME, "")


def address_of(scope: Scope) -> str:
    """The client's IP address. Each trusted proxy has appended its client's address; any address
    before those may be forged."""
    if proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        forwarded: str = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
        return forwarded.split(",")[-proxies:][0].strip()
    return next(iter(scope.get("client") or ()), "")
