"""Decides which searches a process matches against changed listings next."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from listings.search.criteria import Search
from listings.updates.subscription import Subscription

AT_ONCE = 50  # searches that are matched in one go: some 200 ms of a thread
MAX_LOGGED = 20_000  # ids of changed listings that are remembered for the searches still to come


@dataclass(eq=False)
class Job:
    """A search, and what to match it against for these subscriptions: the listings that have
    `changed`, those of them that have `appeared`, and, if `since` is set, all that have appeared
    after that entry of the change log. Afterwards the subscriptions are matched up to the position
    `until`."""

    search: Search
    since: int | None
    until: int
    changed: set[int]
    appeared: set[int]
    subscriptions: list[Subscription] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)


class MatchQueue:
    """The listings that have changed, and how far each subscription's search is matched against
    them.

    Networks take turns. Within one, the searches that most pages share come first, then those that
    have waited longest. So a flood of different searches delays the network that it comes from, and
    the database works on AT_ONCE of them at a time however many there are. Changes are logged once
    for all; a search so far behind that the log no longer holds them misses some.
    """

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._log: deque[tuple[set[int], set[int]]] = deque()
        self._logged = 0  # ids in the log
        self._end = 0  # the position behind the log's last entry
        self._served: dict[str, int] = {}
        self._turns = count(1)

    def join(self, subscription: Subscription) -> None:
        if subscription.search is not None:
            subscription.position, subscription.is_late = self._end, False
            self._subscriptions.add(subscription)

    def leave(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)

    def add(self, changed: set[int], appeared: set[int]) -> None:
        if not (changed and self._subscriptions):
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
            key, subscriptions = waiting[network].popleft()
            if key not in jobs:
                jobs[key] = self._job(subscriptions[0])
            jobs[key].subscriptions += subscriptions
            jobs[key].networks.append(network)
            if waiting[network]:
                turns.append(network)
        return list(jobs.values())

    def finish(self, job: Job) -> list[Subscription]:
        """Note that a job from the last `take` is done; its subscriptions that still want it."""
        self._served |= dict.fromkeys(job.networks, next(self._turns))
        present = [
            subscription
            for subscription in job.subscriptions
            if subscription in self._subscriptions and subscription.search == job.search
        ]
        for subscription in present:
            subscription.position, subscription.is_late = (
                max(subscription.position, job.until),
                False,
            )
        return present

    def _waiting(self) -> dict[str, deque[tuple[Any, list[Subscription]]]]:
        """By network: (what a job is for, its subscriptions), in the order of their turns."""
        grouped: dict[str, dict[Any, list[Subscription]]] = defaultdict(lambda: defaultdict(list))
        for subscription in self._subscriptions:
            if subscription.position < self._end or subscription.is_late:
                since = subscription.since if subscription.is_late else None
                key = (subscription.query, subscription.position, since)
                grouped[subscription.network][key].append(subscription)
        return {
            network: deque(sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1])))
            for network, found in grouped.items()
        }

    def _job(self, subscription: Subscription) -> Job:
        skipped = max(0, subscription.position - (self._end - len(self._log)))
        entries = list(self._log)[skipped:]
        changed = set().union(*(changed for changed, _ in entries))
        appeared = set().union(*(appeared for _, appeared in entries))
        since = subscription.since if subscription.is_late else None
        search = subscription.search or Search()  # a subscription in the queue has one
        return Job(search, since, self._end, changed, appeared)
