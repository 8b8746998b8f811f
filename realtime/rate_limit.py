"""How much may come over one line: a bucket of tokens that fills up again."""

import math
import time

from django.conf import settings


class Bucket:
    """Holds `most` tokens and fills up again by `per_second`."""

    # Every open socket has some, so they are kept small.
    __slots__ = ("_at", "_tokens", "most", "per_second")

    def __init__(self, most: float, per_second: float):
        self.most = most
        self.per_second = per_second
        self._tokens = most
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether there was a token to take; always, where RATE_LIMITS is off."""
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

    def _refill(self):
        now = time.monotonic()
        self._tokens = min(self.most, self._tokens + (now - self._at) * self.per_second)
        self._at = now
