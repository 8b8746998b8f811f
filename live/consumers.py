from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from live import trace
from live.ends import End
from live.line import line_of

TRY_AGAIN = 4503


class LineConsumer(AsyncWebsocketConsumer):
    """A socket that hears of others through its process, not through the channel layer. Most are
    idle for hours: what they keep is kept thousands of times."""

    user = None

    async def __call__(self, scope, receive, send):
        # The stock one takes part in the channel layer, by a subscription in Redis for each socket
        # and a task for each event, and hops to a thread at each, to close connections that this
        # thread never opens.
        trace.note(dict(scope["headers"]))
        self.scope, self.base_send = scope, send
        self.line, self.end = line_of(scope, send), End()
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
            self.end.tell(scope["path"], self.user)

    async def dispatch(self, message):
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message):
        self.end.note(message.get("code"))
        await super().websocket_disconnect(message)

    async def close(self, code=None, reason=None):
        self.end.note(code)
        await super().close(code, reason)

    async def write(self, text: str):
        self.line.say(text)

    async def leave(self):
        """Be forgotten by what this process hears; may come twice."""
