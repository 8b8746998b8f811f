from django.db import Error as DatabaseError

from accounts.authentication.socket_sessions import address_of
from accounts.rate_limits.buckets import TOO_FAST_SOCKET, network_of_address
from listings.rate_limits import NetworkLimit, limit_of
from listings.updates import protocol, subscription_registry
from listings.updates.subscription import Subscription
from realtime.consumers import CLOSE_UNAVAILABLE, SocketConsumer
from realtime.rate_limit import TokenBucket


class ListingsConsumer(SocketConsumer):
    """The public socket of open browse and listing pages. It needs no login."""

    limit: NetworkLimit | None = None
    subscription: Subscription | None = None

    async def connect(self) -> None:
        network = network_of_address(address_of(self.scope))
        limit = limit_of(network)
        if not limit.open_socket():
            # No handshake: the page stays as it is, and retries less and less often.
            await self.close()
            return
        self.limit = limit
        try:
            await subscription_registry.current().open()
        except DatabaseError:
            await self.accept()
            await self.close(CLOSE_UNAVAILABLE)
            return
        self.subscription = Subscription(self.write, network)
        # A page sends what it shows when it opens, and whenever its results change.
        self.frames = TokenBucket(30, 3)
        await self.accept()

    async def unregister(self) -> None:
        if self.subscription:
            subscription_registry.current().leave(self.subscription)
        if self.limit:
            self.limit.close_socket()
            self.limit = None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.subscription is None or self.limit is None:
            return
        try:
            self._take_frame(self.limit)
            subscription_registry.current().watch(self.subscription, protocol.parse(text_data))
        except protocol.BadFrame as error:
            await self.write(error.text)

    def _take_frame(self, limit: NetworkLimit) -> None:
        if not (self.frames.take() and limit.take_frame()):
            wait = max(1, self.frames.retry_after(), limit.retry_after())
            raise protocol.BadFrame("rate_limited", TOO_FAST_SOCKET, wait)
