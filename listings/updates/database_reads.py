"""The database queries of listing updates. Synchronous, for the database executor."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models.functions import Now

from listings.models import ChangeLogEntry, Listing
from listings.models.lifecycle import status_of
from listings.search.criteria import Search
from listings.search.matching import matching
from listings.search.spelling import correct_spelling
from listings.updates.match_queue import Job
from listings.updates.protocol import NOT_PUBLIC, State

KEEP_ENTRIES = timedelta(days=1)
BATCH_SIZE = 2000
MAX_ENTRIES = 100
SPELLING_SECONDS = 60
MATCH_SECONDS = 0.25  # so that states of listings don't wait longer for the thread


class ChangeLogReader:
    """Which entries of the change log this process has read.

    The entry with the higher id may be committed first. So entries below the highest id are looked
    for too, for as long as a transaction may reasonably take.
    """

    def __init__(self) -> None:
        self.newest = 0
        self._floor = self._next_floor = 0
        self._read: set[int] = set()

    def open(self) -> None:
        """Count the present entries as read."""
        newest = list(
            ChangeLogEntry.objects.order_by("-pk").values_list("pk", flat=True)[:MAX_ENTRIES]
        )
        self.mark_read(newest)
        self._floor = self._next_floor = newest[-1] if len(newest) == MAX_ENTRIES else 0

    def unread(self) -> list[ChangeLogEntry]:
        entries = ChangeLogEntry.objects.filter(pk__gt=self._floor).exclude(pk__in=self._read)
        return list(entries.order_by("pk")[:MAX_ENTRIES])

    def mark_read(self, ids: list[int]) -> None:
        self._read.update(ids)
        self.newest = max(self.newest, *ids, 0)

    def advance(self) -> None:
        """Stop looking for entries below the one that was the newest at the last call."""
        self._floor, self._next_floor = self._next_floor, self.newest
        self._read = {pk for pk in self._read if pk > self._floor}


def read_changes(
    reader: ChangeLogReader, unknown: set[int], is_watched: Callable[[int], bool]
) -> tuple[dict[int, State], list[ChangeLogEntry], dict[int, State]]:
    """(the states of the `unknown` listings, the unread entries, the states of the watched listings
    in these). Queried in this order: a change after the first query is in the second, or later."""
    first = states(unknown)
    entries = reader.unread()
    changed = {pk for entry in entries for pk in entry.listings if is_watched(pk)}
    return first, entries, states(changed)


def states(ids: Iterable[int]) -> dict[int, State]:
    """What the public sees of these listings."""
    found = dict.fromkeys(ids, NOT_PUBLIC)
    for batch in _batches(list(ids)):
        rows = Listing.objects.visible_to(AnonymousUser()).filter(pk__in=batch).order_by()
        rows = rows.values_list("pk", "status", "available_until", "rent", "rent_per_person")
        found |= {
            pk: State(status_of(status, last_day), *rents) for pk, status, last_day, *rents in rows
        }
    return found


def ended(since: date, today: date) -> set[int]:
    """The visible listings whose last day is on or after `since`, but before today."""
    visible = Listing.objects.visible_to(AnonymousUser())
    ended = visible.filter(available_until__gte=since, available_until__lt=today)
    return set(ended.order_by().values_list("pk", flat=True))


def match(jobs: list[Job]) -> list[tuple[set[int], set[int]]]:
    """For each job: the listings that its search newly finds, and the changed ones that it doesn't
    find. Ends early, with fewer results, when its time is up."""
    deadline = time.monotonic() + MATCH_SECONDS
    late = {job.since for job in jobs if job.since is not None}
    appeared: dict[int | None, set[int]]
    appeared = {since: ChangeLogEntry.objects.appeared_after(since) for since in late}
    results: list[tuple[set[int], set[int]]] = []
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
    q: str | None = cache.get_or_set(key, lambda: correct_spelling(search.q), SPELLING_SECONDS)
    return _fitting(search.replace(q=q), ids) if q and q != search.q else found


def _fitting(search: Search, ids: set[int]) -> set[int]:
    rows = matching(search).order_by()
    return {
        pk
        for batch in _batches(list(ids))
        for pk in rows.filter(pk__in=batch).values_list("pk", flat=True)
    }


def delete_old_entries() -> None:
    ChangeLogEntry.objects.filter(at__lt=Now() - KEEP_ENTRIES, alerts_created=True).delete()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + BATCH_SIZE] for at in range(0, len(ids), BATCH_SIZE))
