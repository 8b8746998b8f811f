import logging
import time
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from realtime import request_id
from realtime.asgi_types import Message, Receive, Scope, Send
from realtime.connection import connection_of

CLOSE_UNAVAILABLE = 4503
log = logging.getLogger("socket")


class SocketConsumer(AsyncWebsocketConsumer):
    """A socket that receives events from its process, not from the channel layer. Most sockets
    are idle for hours, so each keeps little in memory."""

    user: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Channels' own consumer subscribes each socket in Redis and runs a task for each event. It
        # also calls a thread at each event, to close connections that are never opened there.
        request_id.set_from_headers(dict(scope["headers"]))
        self.scope, self.base_send = scope, send
        self.connection = connection_of(scope, send)
        self._opened_at = time.monotonic()
        self._close_code: int | None = None
        try:
            await self.dispatch(await receive())
            # The applications around this one keep the scope, and with it the handshake's headers.
            scope["headers"].clear()
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return
        finally:
            # Also when the task is canceled: the socket would stay registered and get events.
            await self.unregister()
            self._log_end()

    async def dispatch(self, message: Message) -> None:
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: Message) -> None:
        self._note_close(message.get("code"))
        await super().websocket_disconnect(message)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        self._note_close(code)
        await super().close(code, reason)

    async def write(self, text: str) -> None:
        self.connection.send_text(text)

    async def unregister(self) -> None:
        """Stop receiving events. May be called twice."""

    def _note_close(self, code: int | None) -> None:
        """Both ends close a socket; the first to do so gives the reason."""
        if self._close_code is None:
            self._close_code = code

    def _log_end(self) -> None:
        """Write a log line: which socket ended, whose it was, after how long and why."""
        seconds, user = time.monotonic() - self._opened_at, getattr(self.user, "pk", None)
        code, path = self._close_code or "-", self.scope["path"]
        log.info("route=%s code=%s s=%d user=%s", path, code, seconds, user or "-")
