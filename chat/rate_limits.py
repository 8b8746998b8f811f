"""How much one person may say: enough for any conversation, too little for a flood."""

import threading
import time
from functools import lru_cache

from django.conf import settings

from accounts.rate_limits import buckets, limits
from accounts.rate_limits.buckets import LimitReached
from accounts.rate_limits.limits import Limit
from chat.errors import RateLimited
from realtime.rate_limit import TokenBucket


class Allowance:
    """What one person may do in this process, over all tabs and forms."""

    def __init__(self):
        self._frames = TokenBucket(200, 40)
        self._messages = TokenBucket(30, 2)

    def take_frame(self):
        _take(self._frames)

    def take_message(self):
        _take(self._messages)


@lru_cache(maxsize=10_000)
def allowance_of(user: int) -> Allowance:
    return Allowance()


# A query for each message would cost as much as storing it, so messages are counted here and taken
# from the shared table by the hundred: each process may be off by one such batch.
BATCH = 100


class DailyAllowance:
    """What one key may still take of a daily limit, as far as this process knows."""

    def __init__(self, limit: Limit, key: tuple):
        self._limit, self._key = limit, key
        self._lock = threading.Lock()
        self._taken = 0
        self._closed_until = 0.0

    def take(self) -> None:
        """Raises RateLimited. Call it from a thread: it may query."""
        with self._lock:
            if (wait := self._closed_until - time.time()) > 0:
                raise _too_many_today(LimitReached(self._limit, int(wait) + 1))
            self._taken += 1
            if self._taken < BATCH:
                return
            try:
                buckets.take(self._limit, *self._key, cost=BATCH)
            except LimitReached as reached:
                self._closed_until = time.time() + reached.retry_after
                raise _too_many_today(reached) from reached
            self._taken = 0


@lru_cache(maxsize=20_000)
def daily_allowance_of(limit: Limit, *key: int) -> DailyAllowance:
    return DailyAllowance(limit, key)


def take_daily(user: int, conversation: int) -> None:
    """Count a message against the daily limits of its sender. Raises RateLimited. Call it from a
    thread, outside of a transaction."""
    if settings.RATE_LIMITS:
        daily_allowance_of(limits.MESSAGES_A_DAY, user).take()
        daily_allowance_of(limits.MESSAGES_A_DAY_TO_ONE, user, conversation).take()


def _too_many_today(reached: LimitReached) -> RateLimited:
    return too_many("messages for one day", reached)


def _take(bucket: TokenBucket):
    if not bucket.take():
        raise RateLimited("That was a lot at once. Wait a few seconds.", bucket.retry_after())


def too_many(what: str, reached: LimitReached) -> RateLimited:
    return RateLimited(reached.message(f"That's a lot of {what}."), reached.retry_after)
