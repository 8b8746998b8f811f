"""Token buckets in this process, for limits that sockets check dozens of times a second.

Limits that all processes share are in `accounts.rate_limits`.
"""

import math
import time

from django.conf import settings


class TokenBucket:
    """Holds at most `capacity` tokens and gains `per_second`."""

    # Every open socket has some, so they are small.
    __slots__ = ("_tokens", "_updated_at", "capacity", "per_second")

    def __init__(self, capacity: float, per_second: float) -> None:
        self.capacity = capacity
        self.per_second = per_second
        self._tokens = capacity
        self._updated_at = time.monotonic()

    def take(self) -> bool:
        """Take a token if there is one. Always true where RATE_LIMITS is off."""
        self._refill()
        if self._tokens < 1 and settings.RATE_LIMITS:
            return False
        self._tokens -= 1
        return True

    def spend(self, cost: float) -> None:
        """Take tokens even if there are too few: `take` fails until the debt is refilled."""
        self._refill()
        self._tokens -= cost

    def retry_after(self) -> int:
        """Whole seconds until `take` succeeds again; 0 if it would now. Takes nothing."""
        self._refill()
        if not settings.RATE_LIMITS:
            return 0
        return max(0, math.ceil((1 - self._tokens) / self.per_second))

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self.capacity, self._tokens + (now - self._updated_at) * self.per_second)
        self._updated_at = now
