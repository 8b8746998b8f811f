"""Sends changes of listings to the sockets of this process that watch them."""

import asyncio
import logging
import time
import weakref
from collections.abc import Awaitable, Callable

from django.db import Error as DatabaseError
from django.utils import timezone

from listings.models.change_log import TOPIC
from listings.updates import database_reads, match_queue, protocol
from listings.updates.match_queue import MatchQueue
from listings.updates.watcher import Watcher
from realtime import database_executor, pubsub
from realtime.broker import Broker
from realtime.channel_layer import Event

log = logging.getLogger(__name__)

GATHER = 0.25  # seconds between two looks; the events in between are handled together
LOOK = 0.5  # seconds between two looks into the change log while events may be lost
LOOK_RARELY = 10  # otherwise
ADVANCE = 60  # seconds for which an entry that is committed late is looked for

_desks: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, "Desk"] = weakref.WeakKeyDictionary()


def current() -> "Desk":
    """The desk of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _desks:
        _desks[loop] = Desk()
    return _desks[loop]


class Desk:
    _broker: Broker

    def __init__(self) -> None:
        self._of_listing: dict[int, set[Watcher]] = {}
        self._matches = MatchQueue()
        self._states: dict[int, protocol.State] = {}
        self._watchers: set[Watcher] = set()
        self._newcomers: set[Watcher] = set()
        self._changed_before: set[int] = set()  # in entries read while newcomers joined
        self._subscribers: dict[str, Callable[[set[int]], Awaitable[None]]] = {}
        self._day = timezone.localdate()
        self._change_log = database_reads.ChangeLogReader()
        self._wake = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        self._gathered_at = -GATHER
        self._begun: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start, if it hasn't. Raises DatabaseError where the database doesn't answer."""
        if self._begun is None or (self._begun.done() and not self._tasks):
            self._begun = asyncio.create_task(self._begin())
        await asyncio.shield(self._begun)

    async def close(self) -> None:
        """Cancel the tasks of this process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def subscribe(self, name: str, on_change: Callable[[set[int]], Awaitable[None]]) -> None:
        """Call `on_change(ids)` with the listings that have changed. A later subscriber of the same
        name replaces it."""
        self._subscribers[name] = on_change

    def watch(self, watcher: Watcher, watch: protocol.Watch) -> None:
        self.leave(watcher)
        watcher.look_at(watch)
        self._watchers.add(watcher)
        for listing in watcher.ids:
            self._of_listing.setdefault(listing, set()).add(watcher)
        self._matches.join(watcher)
        self._newcomers.add(watcher)
        self._wake.set()

    def leave(self, watcher: Watcher) -> None:
        """Forget a socket, and the listings that no other socket here watches."""
        self._watchers.discard(watcher)
        self._newcomers.discard(watcher)
        for listing in watcher.ids:
            if _discard(self._of_listing, listing, watcher):
                self._states.pop(listing, None)
        self._matches.leave(watcher)

    async def _begin(self) -> None:
        # Subscribed before reading: a change in between is found twice, never missed.
        self._broker = await pubsub.subscribe(TOPIC, self._on_event)
        await database_executor.run(self._change_log.open)
        for work in (self._work, self._sweep):
            self._tasks.add(asyncio.create_task(_go_on(work)))

    def _on_event(self, event: Event) -> None:
        """Look at once, or, soon after a look, once for all events of a moment."""
        if event.get(TOPIC) and self._gathering is None:
            wait = max(0, self._gathered_at + GATHER - time.monotonic())
            self._gathering = asyncio.get_running_loop().call_later(wait, self.end_gathering)

    def end_gathering(self) -> None:
        """Look now for the events since the last look."""
        if self._gathering is not None:
            self._gathering.cancel()
        self._gathering, self._gathered_at = None, time.monotonic()
        self._wake.set()

    async def _sweep(self) -> None:
        """Find changes without an event, soon when events may have been lost."""
        looked = advanced = time.monotonic()
        seen = self._broker.suspected_losses
        while True:
            await asyncio.sleep(LOOK)
            now, doubts = time.monotonic(), self._broker.suspected_losses
            if doubts == seen and now - looked < LOOK_RARELY:
                continue
            looked, seen = now, doubts
            self._wake.set()
            if now - advanced > ADVANCE:
                advanced = now
                await self._advance()

    async def _advance(self) -> None:
        self._change_log.advance()
        try:
            await database_executor.run(database_reads.delete_old_entries)
        except DatabaseError as error:
            log.warning("old entries stay in the change log: %r", error)

    # Looking ----------------------------------------------------------------------------------

    async def _work(self) -> None:
        """The only task that reads, so that no older state is sent after a newer one."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            # A watcher whose page changes meanwhile becomes a newcomer again.
            newcomers, self._newcomers = self._newcomers, set()
            try:
                await self._look(newcomers)
            except Exception as error:
                # A look that fails must neither silence the process nor forget the newcomers.
                self._newcomers |= newcomers & self._watchers
                if isinstance(error, DatabaseError):
                    log.warning("listing updates wait for the database: %r", error)
                else:
                    log.exception("listing updates were not sent")
                await asyncio.sleep(LOOK)
                self._wake.set()

    async def _look(self, newcomers: set[Watcher]) -> None:
        unknown = {pk for watcher in newcomers for pk in watcher.ids} - self._states.keys()
        ended: set[int] = set()
        if (today := timezone.localdate()) != self._day:
            # Listings that ended yesterday have no entry in the change log.
            unknown |= self._states.keys()
            ended = await database_executor.run(database_reads.ended, self._day, today)
        is_watched = self._of_listing.__contains__
        first, entries, states = await database_executor.run(
            database_reads.look, self._change_log, unknown, is_watched
        )
        changed = {listing for entry in entries for listing in entry.listings}
        appeared = {listing for entry in entries for listing in entry.appeared}
        self._states = {pk: first[pk] for pk in first if is_watched(pk)} | self._states
        await self._send_states(first | states, newcomers)
        for watcher in newcomers:
            await self._catch_up(watcher, changed | self._changed_before)
            watcher.is_late = watcher.is_behind(self._change_log.newest)
        self._matches.add(changed, appeared)
        await self._match()
        if changed or ended:
            for on_change in self._subscribers.values():
                await on_change(changed | ended)
        self._day = today
        # Watchers that joined meanwhile aren't among `newcomers`; they may lack these entries.
        self._changed_before = changed if self._newcomers else set()
        self._change_log.mark_read([entry.pk for entry in entries])
        if len(entries) == database_reads.MAX_ENTRIES:
            self._wake.set()

    async def _send_states(
        self, states: dict[int, protocol.State], newcomers: set[Watcher]
    ) -> None:
        for listing, state in states.items():
            before = self._states.get(listing)
            if before is None or before == state:
                continue  # nobody watches it anymore, or nothing has changed
            self._states[listing] = state
            for watcher in self._of_listing.get(listing, set()) - newcomers:
                await watcher.send_state(listing, state)

    async def _catch_up(self, watcher: Watcher, changed: set[int]) -> None:
        """Send a newcomer the states that differ from those on its page."""
        for listing in watcher.ids & self._states.keys():
            state = self._states[listing]
            if watcher.shows_other(listing, state, listing in changed):
                await watcher.send_state(listing, state)

    async def _match(self) -> None:
        """Match some searches against the changed listings; the others follow soon."""
        jobs = self._matches.take()
        if not jobs:
            return
        results = await database_executor.run(database_reads.match, jobs)
        for job, (found, gone) in zip(jobs, results, strict=False):
            for watcher in self._matches.finish(job):
                await watcher.send_new(found, gone)
        if len(jobs) == match_queue.AT_ONCE or len(results) < len(jobs):
            asyncio.get_running_loop().call_later(GATHER, self._wake.set)


def _discard(watched: dict[int, set[Watcher]], key: int, watcher: Watcher) -> bool:
    """Whether that was the last watcher."""
    watchers = watched.get(key, set())
    watchers.discard(watcher)
    return not watchers and watched.pop(key, None) is not None


async def _go_on(work: Callable[[], Awaitable[None]]) -> None:
    """Run an endless task, and again when it fails: otherwise the process would look healthy, but
    send no updates."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("a task of the listing updates failed and starts again")
            await asyncio.sleep(1)
