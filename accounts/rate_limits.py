"""Every limit of the site that more than one process has to keep: one table of token buckets.

A bucket is one row under a keyed hash of the limit and of whatever it counts by (an account, a
network, a mailbox), so the table names nobody, outlives accounts and is shared by all processes.
Of a bucket only the moment is stored at which it will be full again (the generic cell rate
algorithm, ITU-T I.371): taking a token is one statement, and the wait is known to the second.

Sockets, which ask dozens of times a second, have `live.limits` in their own process instead.
"""

import math
import time
from dataclasses import dataclass
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import RateLimitBucket


@dataclass(frozen=True)
class Limit:
    """`amount` at once, which come back within `seconds`."""

    name: str
    amount: int
    seconds: int


MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

# Tries of a code of six digits, of which three are good at any time, by somebody with the password.
SECOND_FACTOR = Limit("second-factor", 10, HOUR)
# How often one code is good, for longer than it is.
SECOND_FACTOR_CODE = Limit("second-factor-code", 1, 5 * MINUTE)


class LimitReached(Exception):
    """Raised by `take`. `retry_after`: seconds until it would pass."""

    def __init__(self, limit: Limit, retry_after: int):
        super().__init__(f"{limit.name}: wait {retry_after} s")
        self.limit = limit
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        return f"That was a lot at once. Try again in {duration(self.retry_after)}."


# Times are seconds since 1970. No row is a full bucket, and so is one whose time has passed.
TAKE = """
INSERT INTO {table} (key, full_at) VALUES (%(key)s, %(now)s + %(cost)s)
ON CONFLICT (key) DO UPDATE
SET full_at = CASE WHEN {table}.full_at > %(now)s THEN {table}.full_at ELSE %(now)s END + %(cost)s
WHERE CASE WHEN {table}.full_at > %(now)s THEN {table}.full_at ELSE %(now)s END + %(cost)s
    <= %(now)s + %(seconds)s
RETURNING full_at
"""


def take(limit: Limit, *key: object, cost: int = 1) -> None:
    """Take `cost` tokens from the bucket of `key`, all or none. Raises LimitReached.

    Call it outside a transaction that may be rolled back: the tokens would come back with it.
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
    full_at = max(now, row.full_at) if row else now
    return max(0, math.ceil(full_at - now + (cost / limit.amount - 1) * limit.seconds))


def clear(limit: Limit, *key: object) -> None:
    """Fill the bucket of `key` again."""
    RateLimitBucket.objects.filter(key=_row_key(limit, key)).delete()


def forget_expired() -> int:
    """Delete the rows of full buckets; how many."""
    deleted, _ = RateLimitBucket.objects.filter(full_at__lt=time.time()).delete()
    return deleted


def network_of(request: HttpRequest) -> str:
    """What a request's client has for itself: see `network_of_address`."""
    return network_of_address(get_adapter().get_client_ip(request))


def network_of_address(address: str) -> str:
    """An IPv4 address, or the first 64 bits of an IPv6 address, which one household has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
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
    """A wait in words, rounded up: "40 seconds", "3 minutes", "2 hours"."""
    for name, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)):
        if seconds >= length:
            number = -(-seconds // length)
            return f"{number} {name}{'s' if number > 1 else ''}"
    return "a second"


def _row_key(limit: Limit, key: tuple) -> str:
    words = repr((limit.name, *key))
    return salted_hmac("accounts.rate_limits", words, algorithm="sha256").hexdigest()[:32]


def _run(sql: str, values: dict) -> bool:
    """Whether the statement changed a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=RateLimitBucket._meta.db_table), values)
        return bool(cursor.fetchall())
