import logging
import time

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from realtime import request_id
from realtime.connection import line_of

TRY_AGAIN = 4503
log = logging.getLogger("socket")


class LineConsumer(AsyncWebsocketConsumer):
    """A socket that hears of others through its process, not through the channel layer. Most are
    idle for hours: what they keep is kept thousands of times."""

    user = None

    async def __call__(self, scope, receive, send):
        # The stock one takes part in the channel layer, by a subscription in Redis for each socket
        # and a task for each event, and hops to a thread at each, to close connections that this
        # thread never opens.
        request_id.note(dict(scope["headers"]))
        self.scope, self.base_send = scope, send
        self.line, self._opened, self._close_code = line_of(scope, send), time.monotonic(), None
        try:
            await self.dispatch(await receive())
            # The handshake's, which every layer before this one holds on to.
            scope["headers"].clear()
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return
        finally:
            # Also when it was cut short: a socket that stayed would be a ghost, told for ever.
            await self.leave()
            self._log_end()

    async def dispatch(self, message):
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message):
        self._note_close(message.get("code"))
        await super().websocket_disconnect(message)

    async def close(self, code=None, reason=None):
        self._note_close(code)
        await super().close(code, reason)

    async def write(self, text: str):
        self.line.say(text)

    async def leave(self):
        """Be forgotten by what this process hears; may come twice."""

    def _note_close(self, code: int | None) -> None:
        """Both ends close a socket; the first to do so says why."""
        if self._close_code is None:
            self._close_code = code

    def _log_end(self) -> None:
        """Write a log line: which socket ended, whose, after how long and why."""
        seconds, user = time.monotonic() - self._opened, getattr(self.user, "pk", None)
        code, path = self._close_code or "-", self.scope["path"]
        log.info("route=%s code=%s s=%d user=%s", path, code, seconds, user or "-")
