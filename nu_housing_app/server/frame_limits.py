"""Limits how fast the frames of WebSockets are read.

Every frame, even a ping or an empty fragment, takes about 0.1 ms of the event loop that all clients
share, and one client can send 100,000 a second. Refusing a frame costs as much as answering it, so
a client above the limit is read more slowly, until its own send buffer is full. Nothing is lost,
and honest pages never reach the limit: those of the consumers are lower.
"""

from functools import lru_cache

from realtime.rate_limit import TokenBucket

BURST, PER_SECOND = 400, 100  # frames of one socket
# All sockets of a network, which may be a campus that reconnects at once: a tenth of the loop.
NETWORK_BURST, NETWORK_PER_SECOND = 5000, 1000
BYTES = 16 * 1024  # of a frame that count as one more frame


@lru_cache(maxsize=10_000)
def bucket_of(network: str) -> TokenBucket:
    return TokenBucket(NETWORK_BURST, NETWORK_PER_SECOND)


class FrameLimit:
    """Counts the frames of one socket and, with those of all others, of its network."""

    __slots__ = ("_buckets",)

    def __init__(self, network: str) -> None:
        self._buckets = (TokenBucket(BURST, PER_SECOND), bucket_of(network))

    def count(self, length: int) -> None:
        """Count a frame whose header gives `length` bytes."""
        for bucket in self._buckets:
            bucket.spend(1 + length / BYTES)

    def wait(self) -> int:
        """Seconds until the next frame may be read."""
        return max(bucket.retry_after() for bucket in self._buckets)
