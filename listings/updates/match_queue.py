"""Decides which searches a process matches against changed listings next."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from listings.search.criteria import Search
from listings.updates.watcher import Watcher

AT_ONCE = 50  # searches that are matched in one go: some 200 ms of a thread
MAX_LOGGED = 20_000  # ids of changed listings that are remembered for the searches still to come


@dataclass(eq=False)
class Job:
    """A search, and what to match it against for these watchers: the listings that have `changed`,
    those of them that have `appeared`, and, if `since` is set, all that have appeared after that
    entry of the change log. Afterwards the watchers are matched up to the position `until`."""

    search: Search
    since: int | None
    until: int
    changed: set[int]
    appeared: set[int]
    watchers: list[Watcher] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)


class MatchQueue:
    """The listings that have changed, and how far each watcher's search is matched against them.

    Networks take turns. Within one, the searches that most pages share come first, then those that
    have waited longest. So a flood of different searches delays the network that it comes from, and
    the database works on AT_ONCE of them at a time however many there are. Changes are logged once
    for all; a search so far behind that the log no longer holds them misses some.
    """

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._log: deque[tuple[set[int], set[int]]] = deque()
        self._logged = 0  # ids in the log
        self._end = 0  # the position behind the log's last entry
        self._served: dict[str, int] = {}
        self._turns = count(1)

    def join(self, watcher: Watcher) -> None:
        if watcher.search is not None:
            watcher.position, watcher.is_late = self._end, False
            self._watchers.add(watcher)

    def leave(self, watcher: Watcher) -> None:
        self._watchers.discard(watcher)

    def add(self, changed: set[int], appeared: set[int]) -> None:
        if not (changed and self._watchers):
            return
        self._log.append((changed, appeared))
        self._end += 1
        self._logged += len(changed)
        while self._logged > MAX_LOGGED and len(self._log) > 1:
            self._logged -= len(self._log.popleft()[0])

    def take(self) -> list[Job]:
        """What to match next, in order; `finish` each that is done, and the others are taken again.
        Empty when every search is up to date."""
        waiting = self._waiting()
        jobs: dict[Any, Job] = {}
        turns = deque(sorted(waiting, key=lambda network: self._served.get(network, 0)))
        # A network for which nothing waits is served first when something does.
        self._served = {network: self._served.get(network, 0) for network in turns}
        while turns and len(jobs) < AT_ONCE:
            network = turns.popleft()
            key, watchers = waiting[network].popleft()
            if key not in jobs:
                jobs[key] = self._job(watchers[0])
            jobs[key].watchers += watchers
            jobs[key].networks.append(network)
            if waiting[network]:
                turns.append(network)
        return list(jobs.values())

    def finish(self, job: Job) -> list[Watcher]:
        """Note that a job from the last `take` is done; its watchers that still want it."""
        self._served |= dict.fromkeys(job.networks, next(self._turns))
        present = [
            watcher
            for watcher in job.watchers
            if watcher in self._watchers and watcher.search == job.search
        ]
        for watcher in present:
            watcher.position, watcher.is_late = max(watcher.position, job.until), False
        return present

    def _waiting(self) -> dict[str, deque[tuple[Any, list[Watcher]]]]:
        """By network: (what a job is for, its watchers), in the order of their turns."""
        grouped: dict[str, dict[Any, list[Watcher]]] = defaultdict(lambda: defaultdict(list))
        for watcher in self._watchers:
            if watcher.position < self._end or watcher.is_late:
                since = watcher.since if watcher.is_late else None
                key = (watcher.query, watcher.position, since)
                grouped[watcher.network][key].append(watcher)
        return {
            network: deque(sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1])))
            for network, found in grouped.items()
        }

    def _job(self, watcher: Watcher) -> Job:
        skipped = max(0, watcher.position - (self._end - len(self._log)))
        entries = list(self._log)[skipped:]
        changed = set().union(*(changed for changed, _ in entries))
        appeared = set().union(*(appeared for _, appeared in entries))
        since = watcher.since if watcher.is_late else None
        search = watcher.search or Search()  # a watcher in the queue has one
        return Job(search, since, self._end, changed, appeared)
