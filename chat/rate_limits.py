"""Rate limits of messages, by user and by conversation, and of socket frames."""

import threading
import time
from functools import lru_cache

from django.conf import settings

from accounts.rate_limits import buckets, limits
from accounts.rate_limits.buckets import TOO_FAST_SOCKET, LimitReached
from accounts.rate_limits.limits import Limit
from chat.errors import RateLimited
from realtime.rate_limit import TokenBucket


class Allowance:
    """The limits of one user in this process, over all tabs and forms."""

    def __init__(self) -> None:
        self._frames = TokenBucket(200, 40)
        self._messages = TokenBucket(30, 2)

    def take_frame(self) -> None:
        _take(self._frames)

    def take_message(self) -> None:
        _take(self._messages)


@lru_cache(maxsize=10_000)
def allowance_of(user: int) -> Allowance:
    return Allowance()


# A query for each message would cost as much as storing it, so each process counts messages and
# takes them from the shared table by the hundred. Its count may be off by one such batch.
BATCH = 100


class DailyAllowance:
    """A daily limit for one key, as this process counts it."""

    def __init__(self, limit: Limit, key: tuple[int, ...]) -> None:
        self._limit, self._key = limit, key
        self._lock = threading.Lock()
        self._taken = 0
        self._exhausted_until = 0.0

    def take(self) -> None:
        """Raises RateLimited. Call it from a thread: it may query."""
        with self._lock:
            if (wait := self._exhausted_until - time.time()) > 0:
                raise _too_many_today(LimitReached(self._limit, int(wait) + 1))
            self._taken += 1
            if self._taken < BATCH:
                return
            try:
                buckets.take(self._limit, *self._key, cost=BATCH)
            except LimitReached as reached:
                self._exhausted_until = time.time() + reached.retry_after
                raise _too_many_today(reached) from reached
            self._taken = 0


@lru_cache(maxsize=20_000)
def daily_allowance_of(limit: Limit, *key: int) -> DailyAllowance:
    return DailyAllowance(limit, key)


def take_daily(user: int, conversation: int) -> None:
    """Count a message against the daily limits of its sender. Raises RateLimited. Call it from a
    thread, outside of a transaction."""
    if settings.RATE_LIMITS:
        daily_allowance_of(limits.MESSAGES_PER_DAY, user).take()
        daily_allowance_of(limits.MESSAGES_PER_DAY_PER_CONVERSATION, user, conversation).take()


def too_many(things: str, reached: LimitReached) -> RateLimited:
    return RateLimited(reached.message(f"That’s a lot of {things}."), reached.retry_after)


def _too_many_today(reached: LimitReached) -> RateLimited:
    return too_many("messages for one day", reached)


def _take(bucket: TokenBucket) -> None:
    if not bucket.take():
        raise RateLimited(TOO_FAST_SOCKET, bucket.retry_after())
