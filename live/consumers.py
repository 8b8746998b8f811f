from contextlib import suppress

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from live.line import line_of

TRY_AGAIN = 4503


class LineConsumer(AsyncWebsocketConsumer):
    """A socket that hears of others through its process, not through the channel layer."""

    async def __call__(self, scope, receive, send):
        # The stock one takes part in the channel layer, by a subscription in Redis for each socket
        # and a task for each event, and hops to a thread at each, to close connections that this
        # thread never opens.
        self.scope, self.base_send = scope, send
        self.line = line_of(scope, send)
        try:
            with suppress(StopConsumer):
                while True:
                    await self.dispatch(await receive())
        finally:
            # Also when it was cut short: a socket that stayed would be a ghost, told for ever.
            await self.leave()

    async def dispatch(self, message):
        await getattr(self, get_handler_name(message))(message)

    async def write(self, text: str):
        self.line.say(text)

    async def leave(self):
        """Be forgotten by what this process hears; may come twice."""
