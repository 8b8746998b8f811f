"""What stands before the pages and the sockets, on the event loop."""

from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings

from realtime import pubsub


def on_the_loop(pages):
    """`pages` (an ASGI application that hands requests to threads), which can then tell sockets
    what a request has changed: the channel layer lives on this loop."""

    async def front(scope, receive, send):
        pubsub.remember_loop()
        # Daphne takes this from a header that any client may send, and every link that we make,
        # those in mails too, would start with it.
        await pages({**scope, "root_path": ""}, receive, send)

    return front


class SameOriginValidator(OriginValidator):
    """Refuses pages of other sites; a client that is no browser sends no Origin, and may come."""

    def __call__(self, scope, receive, send):
        # No coroutine of its own, which would stand beside each open socket.
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is None or (origin == _own_origin(headers) and self._is_allowed(origin)):
            return self.application(scope, receive, send)
        return WebsocketDenier()(scope, receive, send)

    def _is_allowed(self, origin: bytes) -> bool:
        return self.valid_origin(urlsplit(origin.decode("latin1")))


def _own_origin(headers: dict[bytes, bytes]) -> bytes:
    """What a page of this site names as its origin: the name under which we were asked, since a
    host may be allowed by a wildcard that our neighbors are below too."""
    secure = settings.SECURE_PROXY_SSL_HEADER and headers.get(b"x-forwarded-proto") == b"https"
    return (b"https://" if secure else b"http://") + headers.get(b"host", b"")
