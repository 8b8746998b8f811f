"""How much one person may say: enough for any conversation, too little for a flood."""

from functools import lru_cache

from accounts.rate_limits import LimitReached, duration
from chat.errors import RateLimited
from live.limits import Bucket


class Allowance:
    """What one person may do in this process, over all tabs and forms."""

    def __init__(self):
        self._frames = Bucket(200, 40)
        self._messages = Bucket(30, 2)

    def take_frame(self):
        _take(self._frames)

    def take_message(self):
        _take(self._messages)


@lru_cache(maxsize=10_000)
def allowance_of(user: int) -> Allowance:
    return Allowance()


def _take(bucket: Bucket):
    if not bucket.take():
        raise RateLimited("That was a lot at once. Wait a few seconds.", bucket.retry_after())


def too_many(what: str, reached: LimitReached) -> RateLimited:
    wait = duration(reached.retry_after)
    return RateLimited(f"That's a lot of {what}. Try again in {wait}.", reached.retry_after)
