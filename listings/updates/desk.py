"""What one process hears of listings, and which of its sockets want it."""

import asyncio
import logging
import time
import weakref

from django.db import Error as DatabaseError
from django.utils import timezone

from listings.models.change_log import TOPIC
from listings.updates import database_reads, match_queue, protocol
from listings.updates.match_queue import MatchQueue
from listings.updates.watcher import Watcher
from realtime import database_executor, pubsub

log = logging.getLogger(__name__)

GATHER = 0.25  # seconds between two looks; what is told of between them is read at once
LOOK = 0.5  # seconds between two looks into the book while something may be missed
LOOK_RARELY = 10  # while nothing is
TURN = 60  # seconds for which a line that is committed late is looked for

_desks: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def current() -> "Desk":
    """The desk of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _desks:
        _desks[loop] = Desk()
    return _desks[loop]


class Desk:
    def __init__(self):
        self._of_listing: dict[int, set[Watcher]] = {}
        self._matches = MatchQueue()
        self._states: dict[int, protocol.State] = {}
        self._watchers: set[Watcher] = set()
        self._newcomers: set[Watcher] = set()
        self._changed_before: set[int] = set()  # by lines read while newcomers came
        self._hearers: dict = {}
        self._day = timezone.localdate()
        self._book = database_reads.Book()
        self._broker = None
        self._wake = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        self._gathered_at = -GATHER
        self._begun: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()

    async def open(self) -> None:
        """Be at work. Raises DatabaseError where the database doesn't answer."""
        if self._begun is None or (self._begun.done() and not self._tasks):
            self._begun = asyncio.create_task(self._begin())
        await asyncio.shield(self._begun)

    async def close(self) -> None:
        """Cancel the tasks of this process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def tell(self, name: str, hear):
        """Have the coroutine function `hear(ids)` told which listings have changed; under one
        name there is one hearer."""
        self._hearers[name] = hear

    def watch(self, watcher: Watcher, watch: protocol.Watch):
        self.leave(watcher)
        watcher.look_at(watch)
        self._watchers.add(watcher)
        for listing in watcher.ids:
            self._of_listing.setdefault(listing, set()).add(watcher)
        self._matches.join(watcher)
        self._newcomers.add(watcher)
        self._wake.set()

    def leave(self, watcher: Watcher):
        """Forget a socket, and what no other socket here watches."""
        self._watchers.discard(watcher)
        self._newcomers.discard(watcher)
        for listing in watcher.ids:
            if _discard(self._of_listing, listing, watcher):
                self._states.pop(listing, None)
        self._matches.leave(watcher)

    async def _begin(self):
        # Heard before it is read: what changes between is found twice, never missed.
        self._broker = await pubsub.subscribe(TOPIC, self._hear)
        await database_executor.run(self._book.open)
        for work in (self._work, self._sweep):
            self._tasks.add(asyncio.create_task(_go_on(work)))

    def _hear(self, call: dict):
        """Look at once, and not again so soon: then once for all that changes meanwhile."""
        if call.get(TOPIC) and self._gathering is None:
            wait = max(0, self._gathered_at + GATHER - time.monotonic())
            self._gathering = asyncio.get_running_loop().call_later(wait, self.end_gathering)

    def end_gathering(self):
        """Look now at all that was told of since the last look."""
        if self._gathering is not None:
            self._gathering.cancel()
        self._gathering, self._gathered_at = None, time.monotonic()
        self._wake.set()

    async def _sweep(self):
        """Find what nobody has told of, soon when something may have been missed."""
        looked = turned = time.monotonic()
        seen = self._broker.suspected_losses
        while True:
            await asyncio.sleep(LOOK)
            now, doubts = time.monotonic(), self._broker.suspected_losses
            if doubts == seen and now - looked < LOOK_RARELY:
                continue
            looked, seen = now, doubts
            self._wake.set()
            if now - turned > TURN:
                turned = now
                await self._turn()

    async def _turn(self):
        self._book.turn()
        try:
            await database_executor.run(database_reads.forget_old_lines)
        except DatabaseError as error:
            log.warning("old changes stay in the book: %r", error)

    # Looking ----------------------------------------------------------------------------------

    async def _work(self):
        """The one task that reads, so that nothing older is told after what is newer."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            # Who watches something else meanwhile is new again.
            newcomers, self._newcomers = self._newcomers, set()
            try:
                await self._look(newcomers)
            except Exception as error:
                # One look that fails must not silence the process, nor forget who has just come.
                self._newcomers |= newcomers & self._watchers
                if isinstance(error, DatabaseError):
                    log.warning("changes of listings wait for the database: %r", error)
                else:
                    log.exception("changes of listings were not told")
                await asyncio.sleep(LOOK)
                self._wake.set()

    async def _look(self, newcomers: set[Watcher]):
        unknown = {pk for watcher in newcomers for pk in watcher.ids} - self._states.keys()
        over = set()
        if (today := timezone.localdate()) != self._day:
            # What ended yesterday stands in no line of the book.
            unknown |= self._states.keys()
            over = await database_executor.run(database_reads.ended, self._day, today)
        is_watched = self._of_listing.__contains__
        first, lines, states = await database_executor.run(
            database_reads.look, self._book, unknown, is_watched
        )
        changed = {listing for line in lines for listing in line.listings}
        appeared = {listing for line in lines for listing in line.appeared}
        self._states = {pk: first[pk] for pk in first if is_watched(pk)} | self._states
        await self._tell_states(first | states, newcomers)
        for watcher in newcomers:
            await self._receive(watcher, changed | self._changed_before)
            watcher.is_late = watcher.is_behind(self._book.top)
        self._matches.add(changed, appeared)
        await self._match()
        if changed or over:
            for hear in self._hearers.values():
                await hear(changed | over)
        self._day = today
        # Who came in the meantime isn't among `newcomers`: these lines may be news to them.
        self._changed_before = changed if self._newcomers else set()
        self._book.mark([line.pk for line in lines])
        if len(lines) == database_reads.LINES:
            self._wake.set()

    async def _tell_states(self, states, newcomers):
        for listing, state in states.items():
            before = self._states.get(listing)
            if before is None or before == state:
                continue  # nobody watches it any more, or nothing of it is new
            self._states[listing] = state
            for watcher in self._of_listing.get(listing, set()) - newcomers:
                await watcher.tell_state(listing, state)

    async def _receive(self, watcher, changed):
        """Tell who has just come what is otherwise than on their page."""
        for listing in watcher.ids & self._states.keys():
            state = self._states[listing]
            if watcher.shows_other(listing, state, listing in changed):
                await watcher.tell_state(listing, state)

    async def _match(self) -> None:
        """Match some searches against the changed listings; the others follow soon."""
        jobs = self._matches.take()
        if not jobs:
            return
        results = await database_executor.run(database_reads.match, jobs)
        for job, (found, gone) in zip(jobs, results, strict=False):
            for watcher in self._matches.finish(job):
                await watcher.tell_new(found, gone)
        if len(jobs) == match_queue.AT_ONCE or len(results) < len(jobs):
            asyncio.get_running_loop().call_later(GATHER, self._wake.set)


def _discard(watched, key, watcher) -> bool:
    """Whether that was the last who watched it."""
    watchers = watched.get(key, set())
    watchers.discard(watcher)
    return not watchers and watched.pop(key, None) is not None


async def _go_on(work):
    """Do what has no end, whatever happens: without it the process would be deaf and look well."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("listings of this process begin a part anew")
            await asyncio.sleep(1)
