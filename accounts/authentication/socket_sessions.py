"""Who opened a socket, and from where."""

from django.conf import settings
from django.http import parse_cookie

from accounts.authentication import logins
from accounts.authentication.session_store import SessionStore
from realtime.together import Together

_login_of = Together(logins.of_sessions)


async def signed_in(scope) -> tuple | None:
    """The user who opened a socket, and their Login; None for nobody. Raises a DatabaseError.

    Channels' own stack finds them in four layers, each of which keeps a copy of the scope for as
    long as the socket is open, and on one thread for all.
    """
    key = SessionStore(session_in(dict(scope["headers"]).get(b"cookie", b""))).session_key
    return await _login_of(key) if key else None


def session_in(cookies: bytes) -> str:
    """The session key in a Cookie header, which may be made up; empty without one."""
    return parse_cookie(cookies.decode("latin1")).get(settings.SESSION_COOKIE_NAME, "")


def address_of(scope) -> str:
    """The client's address. Each trusted proxy has appended whom it heard from: what stands before
    that, anyone can write."""
    if proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
        return forwarded.split(",")[-proxies:][0].strip()
    return next(iter(scope.get("client") or ()), "")
