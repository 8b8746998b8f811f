"""Who opened a socket, and from where."""

from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie

from accounts.sessions import SessionStore
from live import database


def signed_in(consumer):
    """`consumer`, an ASGI application, with `session` and `user` in its scope.

    Channels' own stack does this in four layers, each of which keeps a copy of the scope for as
    long as the socket is open, and on one thread for all.
    """

    async def socket(scope, receive, send):
        cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin1"))
        session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
        user = await database.run(get_user, SimpleNamespace(session=session))
        await consumer({**scope, "session": session, "user": user}, receive, send)

    return socket


def address_of(scope) -> str:
    """The client's address. Each trusted proxy has appended whom it heard from: what stands before
    that, anyone can write."""
    if proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
        return forwarded.split(",")[-proxies:][0].strip()
    return next(iter(scope.get("client") or ()), "")
