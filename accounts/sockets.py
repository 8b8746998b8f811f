"""Who opened a socket, and from where."""

from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie

from accounts.sessions import SessionStore
from live import database


async def signed_in(scope) -> tuple:
    """The user who opened a socket, and their session. Raises a DatabaseError.

    Channels' own stack finds them in four layers, each of which keeps a copy of the scope for as
    long as the socket is open, and on one thread for all.
    """
    cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin1"))
    session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    return await database.run(get_user, SimpleNamespace(session=session)), session


def address_of(scope) -> str:
    """The client's address. Each trusted proxy has appended whom it heard from: what stands before
    that, anyone can write."""
    if proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
        return forwarded.split(",")[-proxies:][0].strip()
    return next(iter(scope.get("client") or ()), "")
