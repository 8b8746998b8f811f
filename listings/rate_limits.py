"""Limits of the public socket for each network in this process: enough for a campus behind few
addresses, whose thousand open pages all reconnect at once, and too little for a flood."""

from functools import lru_cache

from django.conf import settings

from realtime.rate_limit import TokenBucket

MAX_SOCKETS = 1000


class NetworkLimit:
    def __init__(self) -> None:
        self._sockets = 0
        self._frames = TokenBucket(2 * MAX_SOCKETS, 50)

    def open_socket(self) -> bool:
        """Whether another socket may open; if so, `close_socket` has to follow."""
        if (self._sockets >= MAX_SOCKETS and settings.RATE_LIMITS) or not self.take_frame():
            return False
        self._sockets += 1
        return True

    def close_socket(self) -> None:
        self._sockets -= 1

    def take_frame(self) -> bool:
        return self._frames.take()

    def retry_after(self) -> int:
        """Whole seconds until another frame is allowed."""
        return self._frames.retry_after()


@lru_cache(maxsize=10_000)
def limit_of(network: str) -> NetworkLimit:
    return NetworkLimit()
