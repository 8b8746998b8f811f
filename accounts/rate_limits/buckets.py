"""The rate limits that all processes share, as token buckets in one table.

A bucket is one row. Its key is a keyed hash of the limit and of what it counts by (an account, a
network, a mailbox), so the table identifies nobody and outlives accounts. A row stores only when
the bucket will be full again (the generic cell rate algorithm, ITU-T I.371): taking a token is one
statement, and the wait is known to the second.

Sockets, which take tokens dozens of times a second, use `realtime.rate_limit` in their own process.
"""

import math
import time
from ipaddress import IPv6Address, ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import RateLimitBucket, User
from accounts.rate_limits.limits import DAY, HOUR, MINUTE, Limit

MICROSECOND = 1e-6  # about the precision of a float that holds a time

Bucket = tuple[Limit, *tuple[object, ...]]  # the limit, and the key that it counts by

TOO_FAST = "That was a lot at once."
# For sockets, whose limits lift within seconds.
TOO_FAST_SOCKET = f"{TOO_FAST} Wait a few seconds."


class LimitReached(Exception):
    """Raised by `take`. `retry_after`: seconds until it would succeed."""

    def __init__(self, limit: Limit, retry_after: int):
        super().__init__(f"{limit.name}: wait {retry_after} s")
        self.limit = limit
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        return self.message(TOO_FAST)

    def message(self, reason: str) -> str:
        """The error text: `reason`, which is a sentence, and how long to wait."""
        return f"{reason} Try again in {duration(self.retry_after)}."


# Times are seconds since 1970. A bucket is full if it has no row or its time has passed, and also
# if its time is too far away for the limit: a clock was wrong, or the limit has changed.
LEVEL = """
CASE WHEN {table}.full_at < %(now)s OR {table}.full_at > %(now)s + 2 * %(seconds)s THEN %(now)s
    ELSE {table}.full_at END
"""
TAKE = """
INSERT INTO {table} (key, full_at) VALUES (%(key)s, %(now)s + %(cost)s)
ON CONFLICT (key) DO UPDATE SET full_at = LEVEL + %(cost)s
WHERE LEVEL + %(cost)s <= %(now)s + %(seconds)s
RETURNING full_at
""".replace("LEVEL", LEVEL)


def take(limit: Limit, *key: object, cost: int = 1) -> None:
    """Take `cost` tokens from the bucket of `key`, all or none. Raises LimitReached.

    Call it outside a transaction that may be rolled back: the rollback would return the tokens.
    """
    if not settings.RATE_LIMITS:
        return
    values = {
        "key": _row_key(limit, key),
        "now": time.time(),
        "cost": cost * limit.seconds / limit.amount,
        "seconds": limit.seconds,
    }
    if cost > limit.amount or not _run(TAKE, values):
        raise LimitReached(limit, max(1, wait_for(limit, *key, cost=cost)))


def take_all(*buckets: Bucket, cost: int = 1) -> None:
    """Take `cost` tokens from each bucket, or from none. Raises LimitReached with the longest
    wait."""
    taken: list[Bucket] = []
    try:
        for bucket in buckets:
            take(*bucket, cost=cost)
            taken.append(bucket)
    except LimitReached as reached:
        give_back_all(*taken, cost=cost)
        waits = [wait_for(*bucket, cost=cost) for bucket in buckets]
        raise LimitReached(reached.limit, max(reached.retry_after, *waits)) from None


def give_back_all(*buckets: Bucket, cost: int = 1) -> None:
    for bucket in buckets:
        give_back(*bucket, cost=cost)


def buckets_of_account(limit: Limit, user: User) -> list[Bucket]:
    """One for the account and one for its mailbox, so that neither another address of the account
    nor another account with the address starts with a full bucket."""
    return [(limit, "account", user.pk), (limit, "mailbox", mailbox_of(user.email))]


def give_back(limit: Limit, *key: object, cost: int = 1) -> None:
    """Undo a `take` that turned out not to count."""
    sql = "UPDATE {table} SET full_at = full_at - %(cost)s WHERE key = %(key)s RETURNING full_at"
    if settings.RATE_LIMITS:
        _run(sql, {"key": _row_key(limit, key), "cost": cost * limit.seconds / limit.amount})


def wait_for(limit: Limit, *key: object, cost: int = 1) -> int:
    """Seconds until `cost` tokens can be taken, 0 if they can be now. Takes nothing."""
    if not settings.RATE_LIMITS:
        return 0
    now = time.time()
    row = RateLimitBucket.objects.filter(key=_row_key(limit, key)).first()
    full_at = row.full_at if row and now < row.full_at <= now + 2 * limit.seconds else now
    wait = full_at - now + (cost / limit.amount - 1) * limit.seconds
    return max(0, math.ceil(wait - MICROSECOND))


def delete_full() -> int:
    """Delete the rows of full buckets. Returns how many."""
    deleted, _ = RateLimitBucket.objects.filter(full_at__lt=time.time()).delete()
    return deleted


def network_of(request: HttpRequest) -> str:
    """The network of a request's client: see `network_of_address`."""
    return network_of_address(get_adapter().get_client_ip(request))


def network_of_address(address: str) -> str:
    """An IPv4 address, or the first 64 bits of an IPv6 address, which a household shares."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else f"{int(parsed) >> 64:x}::/64"
    return str(parsed)


# Providers that deliver to the same mailbox with and without dots.
IGNORE_DOTS = {"gmail.com", "googlemail.com"}


def mailbox_of(email: str) -> str:
    """The mailbox that an address leads to: without what follows a plus sign, and without dots
    where the provider ignores them."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in IGNORE_DOTS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def duration(seconds: int) -> str:
    """A wait in words, rounded up: "40 seconds", "90 minutes", "2 hours"."""
    for name, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= 2 * length or seconds == length:
            return _count(-(-seconds // length), name)
    return _count(max(1, seconds), "second")


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number > 1 else ''}"


def _row_key(limit: Limit, key: tuple[object, ...]) -> str:
    value = repr((limit.name, *key))
    return salted_hmac("accounts.rate_limits", value, algorithm="sha256").hexdigest()[:32]


def _run(sql: str, values: dict[str, Any]) -> bool:
    """Returns whether the statement changed a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=RateLimitBucket._meta.db_table), values)
        return bool(cursor.fetchall())
