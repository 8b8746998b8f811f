"""How fast the frames of WebSockets are read.

Every frame, a ping or an empty fragment as well, takes some 0.1 ms of the event loop that everybody
shares, and one client can send 100,000 a second. To refuse one costs as much as to answer it, so
whoever sends faster than this is read more slowly, until their own buffers are full. Nothing is
lost, and what an honest page sends never meets it: a consumer's own limits are lower.
"""

from functools import lru_cache

from live.limits import Bucket

BURST, PER_SECOND = 400, 100  # frames of one socket
# Of all sockets of a network, which may be a campus that comes back at once: a tenth of the loop.
NETWORK_BURST, NETWORK_PER_SECOND = 5000, 1000
# So many bytes count as another frame.
BYTES = 16 * 1024


@lru_cache(maxsize=10_000)
def _bucket_of(network: str) -> Bucket:
    return Bucket(NETWORK_BURST, NETWORK_PER_SECOND)


class FrameLimit:
    """Counts the frames of one socket and, with those of all others, of its network."""

    __slots__ = ("_buckets",)

    def __init__(self, network: str) -> None:
        self._buckets = (Bucket(BURST, PER_SECOND), _bucket_of(network))

    def count(self, length: int) -> None:
        """Count a frame of `length` bytes, as the header of the frame gives them."""
        for bucket in self._buckets:
            bucket.spend(1 + length / BYTES)

    def wait(self) -> int:
        """Seconds until the next frame may be read."""
        return max(bucket.retry_after() for bucket in self._buckets)
