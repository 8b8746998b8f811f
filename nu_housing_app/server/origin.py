"""Checks the origin of WebSockets, and lets pages publish events: ASGI applications in front of the
others, on the event loop."""

from collections.abc import Awaitable
from urllib.parse import SplitResult, urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings

from realtime import pubsub
from realtime.asgi_types import Application, Receive, Scope, Send


def publishes_on_loop(pages: Application) -> Application:
    """Let `pages`, which hands requests to threads, publish events: the channel layer lives on
    the event loop that calls it."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        pubsub.remember_loop()
        # Daphne takes root_path from a header that any client may send, and every link that the
        # site makes, in emails too, would start with it.
        await pages({**scope, "root_path": ""}, receive, send)

    return application


class SameOriginValidator(OriginValidator):
    """Refuses sockets from pages of other sites. A client that isn't a browser sends no Origin,
    and is accepted."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not a coroutine function: its frame would stay in memory for each open socket.
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is None or (origin == _own_origin(headers) and self._is_allowed(origin)):
            answer: Application = self.application
        else:
            answer = WebsocketDenier()
        return answer(scope, receive, send)

    def _is_allowed(self, origin: bytes) -> bool:
        parts: SplitResult = urlsplit(origin.decode("latin1"))
        is_valid: bool = self.valid_origin(parts)
        return is_valid


def _own_origin(headers: dict[bytes, bytes]) -> bytes:
    """The origin of this site's pages, under the host name of the request: ALLOWED_HOSTS may hold
    a wildcard that also covers other sites."""
    secure = settings.SECURE_PROXY_SSL_HEADER and headers.get(b"x-forwarded-proto") == b"https"
    return (b"https://" if secure else b"http://") + headers.get(b"host", b"")
