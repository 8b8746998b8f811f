from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from live.line import line_of

TRY_AGAIN = 4503


class LineConsumer(AsyncWebsocketConsumer):
    """A socket that hears of others through its process, not through the channel layer."""

    # A layer channel for each socket would be a subscription in Redis for each.
    channel_layer_alias = "none"

    async def __call__(self, scope, receive, send):
        self.line = line_of(scope, send)
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Also when it was cut short: a socket that stayed would be a ghost, told for ever.
            await self.leave()

    async def dispatch(self, message):
        # The stock one hops to a thread at each event, to close connections that this thread
        # never opens.
        await getattr(self, get_handler_name(message))(message)

    async def write(self, text: str):
        self.line.say(text)

    async def leave(self):
        """Be forgotten by what this process hears; may come twice."""
