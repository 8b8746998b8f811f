"""How much one person may say: enough for any conversation, too little for a flood."""

import time
from functools import lru_cache

from django.conf import settings

from chat.errors import RateLimited


class Bucket:
    """Holds `most` tokens and fills up again by `per_second`."""

    def __init__(self, most: float, per_second: float):
        self.most = most
        self.per_second = per_second
        self._tokens = most
        self._at = time.monotonic()

    def take(self):
        now = time.monotonic()
        self._tokens = min(self.most, self._tokens + (now - self._at) * self.per_second)
        self._at = now
        if self._tokens < 1 and settings.RATE_LIMITS:
            raise RateLimited("That was a lot at once. Wait a few seconds.")
        self._tokens -= 1


class Allowance:
    """What one person may do in this process, over all tabs and forms."""

    def __init__(self):
        self._frames = Bucket(200, 40)
        self._messages = Bucket(30, 2)

    def take_frame(self):
        self._frames.take()

    def take_message(self):
        self._messages.take()


@lru_cache(maxsize=10_000)
def allowance_of(user: int) -> Allowance:
    return Allowance()
