"""How much may come from one address to one process: a campus stands behind few of them, so it is
enough for a thousand open pages that all come back at once, and too little for a flood."""

from functools import lru_cache

from django.conf import settings

from realtime.rate_limit import TokenBucket

MOST_SOCKETS = 1000


class Source:
    """An address, with the sockets that it has open."""

    def __init__(self):
        self._sockets = 0
        self._frames = TokenBucket(2 * MOST_SOCKETS, 50)

    def enter(self) -> bool:
        """Whether another socket may open; who enters leaves."""
        if (self._sockets >= MOST_SOCKETS and settings.RATE_LIMITS) or not self.take_frame():
            return False
        self._sockets += 1
        return True

    def leave(self):
        self._sockets -= 1

    def take_frame(self) -> bool:
        return self._frames.take()

    def retry_after(self) -> int:
        """Whole seconds until a frame may come again."""
        return self._frames.retry_after()


@lru_cache(maxsize=10_000)
def source_of(network: str) -> Source:
    return Source()
