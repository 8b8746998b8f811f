"""What the desk asks the database. Sync, for the threads of sockets."""

import time
from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models.functions import Now

from listings.models import ChangeLogEntry, Listing
from listings.models.lifecycle import status_of
from listings.search.criteria import Search
from listings.updates.match_queue import Job
from listings.updates.protocol import HIDDEN, State

KEPT = timedelta(days=1)
AT_ONCE = 2000
LINES = 100
SPELLED_LASTS = 60  # seconds
MATCH_WITHIN = 0.25  # seconds, so that states of listings don't wait longer for the thread


class Book:
    """Which lines of the book of changes this process has read.

    Of two numbers the higher may be committed first. So lines below the highest are looked for
    too, for as long as a transaction may reasonably take.
    """

    def __init__(self):
        self.top = 0
        self._floor = self._next_floor = 0
        self._read: set[int] = set()

    def open(self):
        """Begin with what is in it: that is past."""
        newest = list(ChangeLogEntry.objects.order_by("-pk").values_list("pk", flat=True)[:LINES])
        self.mark(newest)
        self._floor = self._next_floor = newest[-1] if len(newest) == LINES else 0

    def unread(self) -> list[ChangeLogEntry]:
        lines = ChangeLogEntry.objects.filter(pk__gt=self._floor).exclude(pk__in=self._read)
        return list(lines.order_by("pk")[:LINES])

    def mark(self, numbers: list[int]):
        self._read.update(numbers)
        self.top = max(self.top, *numbers, 0)

    def turn(self):
        """Stop looking for lines below those that were the highest at the last turn."""
        self._floor, self._next_floor = self._next_floor, self.top
        self._read = {number for number in self._read if number > self._floor}


def look(book: Book, unknown: set[int], is_watched) -> tuple[dict, list[ChangeLogEntry], dict]:
    """(what was never asked for, the lines that aren't read, what they have changed of what
    `is_watched(id)`). In this order: what changes after the first is in the second, or later."""
    first = states(unknown)
    lines = book.unread()
    changed = {pk for line in lines for pk in line.listings if is_watched(pk)}
    return first, lines, states(changed)


def states(ids) -> dict[int, State]:
    """What the public sees of these listings."""
    found = dict.fromkeys(ids, HIDDEN)
    for some in _slices(list(ids)):
        rows = Listing.objects.visible_to(AnonymousUser()).filter(pk__in=some).order_by()
        rows = rows.values_list("pk", "status", "available_until", "rent", "rent_per_person")
        found |= {
            pk: State(status_of(status, last_day), *rents) for pk, status, last_day, *rents in rows
        }
    return found


def ended(since, today) -> set[int]:
    """What anyone sees and had its last day since then, but before today."""
    seen = Listing.objects.visible_to(AnonymousUser())
    over = seen.filter(available_until__gte=since, available_until__lt=today)
    return set(over.order_by().values_list("pk", flat=True))


def match(jobs: list[Job]) -> list[tuple[set[int], set[int]]]:
    """For each job: the listings that its search finds and didn't before, and those among the
    changed ones that it doesn't find. Ends early, with fewer results, when its time is up."""
    deadline = time.monotonic() + MATCH_WITHIN
    late = {job.since for job in jobs if job.since is not None}
    appeared = {since: ChangeLogEntry.objects.appeared_after(since) for since in late}
    results = []
    for job in jobs:
        if results and time.monotonic() > deadline:
            break
        fresh = job.appeared | appeared.get(job.since, set())
        found = _find(job.search, fresh | job.changed)
        results.append((found & fresh, job.changed - found))
    return results


def _find(search: Search, ids: set[int]) -> set[int]:
    """Which of these listings a search finds now. Its spelling is corrected only if it finds none
    of them as written; that takes many times longer, so the result is cached."""
    found = _fitting(search, ids)
    if found or not ids or not search.q:
        return found
    key = f"spelled-{hash(search.q)}"
    q = cache.get_or_set(key, lambda: Listing.objects.spelled(search.q), SPELLED_LASTS)
    return _fitting(replace(search, q=q), ids) if q != search.q else found


def _fitting(search: Search, ids: set[int]) -> set[int]:
    rows = Listing.objects.published().fitting(search).order_by()
    return {
        pk
        for some in _slices(list(ids))
        for pk in rows.filter(pk__in=some).values_list("pk", flat=True)
    }


def forget_old_lines():
    ChangeLogEntry.objects.filter(at__lt=Now() - KEPT, alerts_created=True).delete()


def _slices(ids: list[int]):
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
