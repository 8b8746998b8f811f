"""The dates of the demo's listings and messages, relative to today, so that it never goes stale.

The terms are Northwestern's: quarters with a summer, and leases that turn over on September 1.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

Span = tuple[date, date | None]

# Nobody would answer a listing for a term that starts tomorrow.
NOTICE = timedelta(days=4)
REST_OF_A_LEASE = timedelta(days=75)


def _yearly(start: tuple[int, int], end: tuple[int, int]) -> Callable[[date], Span]:
    """From the next (month, day) `start` to the `end` that follows it."""

    def span(today: date) -> Span:
        first = _next(start, today + NOTICE)
        return first, _next(end, first)

    return span


def _next(day: tuple[int, int], after: date) -> date:
    this_year = date(after.year, *day)
    return this_year if this_year > after else date(after.year + 1, *day)


def _rest_of_lease(today: date) -> Span:
    return today + timedelta(days=6), _next((8, 31), today + REST_OF_A_LEASE)


def _next_month(today: date) -> Span:
    """A year from the first of a month, at least ten days ahead: one needs time to pack."""
    first = (today + timedelta(days=10)).replace(day=1) + timedelta(days=32)
    first = first.replace(day=1)
    return first, first.replace(year=first.year + 1) - timedelta(days=1)


TERMS: dict[str, Callable[[date], Span]] = {
    "fall": _yearly((9, 1), (8, 31)),
    "august": _yearly((8, 1), (7, 31)),
    "school-year": _yearly((9, 10), (6, 14)),
    "fall-quarter": _yearly((9, 12), (12, 15)),
    "winter-quarter": _yearly((1, 2), (3, 21)),
    "spring-quarter": _yearly((3, 20), (6, 13)),
    "winter-and-spring": _yearly((1, 2), (6, 13)),
    "summer": _yearly((6, 15), (8, 31)),
    "long-summer": _yearly((6, 8), (9, 8)),
    "rest-of-lease": _rest_of_lease,
    "next-month": _next_month,
    "open-ended": lambda today: (today + timedelta(days=14), None),
    "gone": lambda today: (today - timedelta(days=100), today - timedelta(days=9)),
}


def parse_time(ago: str, now: datetime) -> datetime:
    """The time that "12d 19:05" (days ago, Chicago time), "3h" or "25m" ago names; never after
    `now`."""
    count, unit, clock = int(ago.split()[0][:-1]), ago.split()[0][-1], ago.split()[1:]
    if not clock:
        return now - timedelta(**{{"h": "hours", "m": "minutes", "d": "days"}[unit]: count})
    day = timezone.localtime(now).date() - timedelta(days=count)
    hour, minute = map(int, clock[0].split(":"))
    local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - made aware below
    return min(timezone.make_aware(local), now)
