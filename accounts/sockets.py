"""Who opened a socket."""

from channels.auth import get_user
from django.conf import settings
from django.http import parse_cookie

from accounts.sessions import SessionStore


def signed_in(consumer):
    """`consumer`, an ASGI application, with `session` and `user` in its scope.

    Channels' own stack does this in four layers, each of which keeps a copy of the scope for as
    long as the socket is open.
    """

    async def socket(scope, receive, send):
        cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin1"))
        session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
        user = await get_user({"session": session})
        await consumer({**scope, "session": session, "user": user}, receive, send)

    return socket
