from django.db import Error as DatabaseError

from accounts.authentication.socket_sessions import address_of
from accounts.rate_limits.buckets import TOO_FAST_SOCKET, network_of_address
from listings.rate_limits import source_of
from listings.updates import desk, protocol
from listings.updates.watcher import Watcher
from realtime.consumers import CLOSE_UNAVAILABLE, SocketConsumer
from realtime.rate_limit import TokenBucket


class ListingsConsumer(SocketConsumer):
    """The socket of open browse and listing pages. It is for everyone: nobody is asked who they
    are."""

    source = watcher = None

    async def connect(self):
        network = network_of_address(address_of(self.scope))
        source = source_of(network)
        if not source.enter():
            # No handshake: the page stays as it was made, and tries again less and less often.
            await self.close()
            return
        self.source = source
        try:
            await desk.current().open()
        except DatabaseError:
            await self.accept()
            await self.close(CLOSE_UNAVAILABLE)
            return
        self.watcher = Watcher(self.write, network)
        # A page tells what it shows when it opens, and when its results are others.
        self.frames = TokenBucket(30, 3)
        await self.accept()

    async def unregister(self):
        if self.watcher:
            desk.current().leave(self.watcher)
        if self.source:
            self.source.leave()
            self.source = None

    async def receive(self, text_data=None, bytes_data=None):
        if self.watcher is None:
            return
        try:
            self._take_frame()
            desk.current().watch(self.watcher, protocol.parse(text_data))
        except protocol.BadFrame as error:
            await self.write(error.text)

    def _take_frame(self):
        if not (self.frames.take() and self.source.take_frame()):
            wait = max(1, self.frames.retry_after(), self.source.retry_after())
            raise protocol.BadFrame("rate_limited", TOO_FAST_SOCKET, wait)
