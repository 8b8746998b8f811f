"""Sends changes of listings to the sockets of this process that watch them."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from django.db import Error as DatabaseError
from django.utils import timezone

from listings.models.change_log import TOPIC
from listings.updates import database_reads, match_queue, protocol
from listings.updates.match_queue import MatchQueue
from listings.updates.subscription import Subscription
from realtime import database_executor, pubsub
from realtime.channel_layer import Event
from realtime.event_loop import PerEventLoop
from realtime.registry import Registry

log = logging.getLogger(__name__)

# Seconds.
MIN_INTERVAL = 0.25  # between two reads of the change log; the events in between share one
RETRY_INTERVAL = 0.5  # after a read that failed
ADVANCE_INTERVAL = 60  # for which an entry that is committed late is looked for


class SubscriptionRegistry(Registry):
    def __init__(self) -> None:
        super().__init__()
        self._of_listing: dict[int, set[Subscription]] = {}
        self._matches = MatchQueue()
        self._states: dict[int, protocol.State] = {}
        self._subscriptions: set[Subscription] = set()
        self._new: set[Subscription] = set()  # their page may show older states
        self._changed_before: set[int] = set()  # in entries read while new subscriptions came
        self._listeners: dict[str, Callable[[set[int]], Awaitable[None]]] = {}
        self._day = timezone.localdate()
        self._change_log = database_reads.ChangeLogReader()
        self._advanced_at = time.monotonic()
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._woken_at = -MIN_INTERVAL

    async def start(self) -> None:
        # Subscribed before reading: a change in between is found twice, never missed.
        await pubsub.broker().subscribe({TOPIC: self._receive_event})
        await database_executor.run(self._change_log.open)
        self.tasks.run_forever(self._read_forever)

    def listen(self, name: str, on_change: Callable[[set[int]], Awaitable[None]]) -> None:
        """Call `on_change(ids)` with the listings that have changed. A later listener of the same
        name replaces it."""
        self._listeners[name] = on_change

    def watch(self, subscription: Subscription, watch: protocol.Watch) -> None:
        self.leave(subscription)
        subscription.replace(watch)
        self._subscriptions.add(subscription)
        for listing in subscription.ids:
            self._of_listing.setdefault(listing, set()).add(subscription)
        self._matches.join(subscription)
        self._new.add(subscription)
        self._wake.set()

    def leave(self, subscription: Subscription) -> None:
        """Forget a socket, and the listings that no other socket here watches."""
        self._subscriptions.discard(subscription)
        self._new.discard(subscription)
        for listing in subscription.ids:
            watching = self._of_listing.get(listing, set())
            watching.discard(subscription)
            if not watching and self._of_listing.pop(listing, None) is not None:
                self._states.pop(listing, None)
        self._matches.leave(subscription)

    async def reconcile(self) -> None:
        """Read the change log without an event."""
        self._wake.set()
        if time.monotonic() - self._advanced_at > ADVANCE_INTERVAL:
            self._advanced_at = time.monotonic()
            self._change_log.advance()
            try:
                await database_executor.run(database_reads.delete_old_entries)
            except DatabaseError as error:
                log.warning("old entries stay in the change log: %r", error)

    def _receive_event(self, event: Event) -> None:
        """Read at once, or, soon after another read, once for all events of a moment."""
        if self._timer is None:
            wait = max(0, self._woken_at + MIN_INTERVAL - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self.read_now)

    def read_now(self) -> None:
        """Read the change log for the events so far."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._woken_at = None, time.monotonic()
        self._wake.set()

    # Reading ----------------------------------------------------------------------------------

    async def _read_forever(self) -> None:
        """The only task that reads, so that no older state is sent after a newer one."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            # A subscription that is replaced meanwhile is new again.
            new, self._new = self._new, set()
            try:
                await self._read_changes(new)
            except Exception as error:
                # A read that fails must neither silence the process nor forget new subscriptions.
                self._new |= new & self._subscriptions
                if isinstance(error, DatabaseError):
                    log.warning("listing updates wait for the database: %r", error)
                else:
                    log.exception("listing updates were not sent")
                await asyncio.sleep(RETRY_INTERVAL)
                self._wake.set()

    async def _read_changes(self, new: set[Subscription]) -> None:
        unknown = {pk for subscription in new for pk in subscription.ids} - self._states.keys()
        ended: set[int] = set()
        if (today := timezone.localdate()) != self._day:
            # Listings that ended yesterday have no entry in the change log.
            unknown |= self._states.keys()
            ended = await database_executor.run(database_reads.ended, self._day, today)
        is_watched = self._of_listing.__contains__
        first, entries, states = await database_executor.run(
            database_reads.read_changes, self._change_log, unknown, is_watched
        )
        changed = {listing for entry in entries for listing in entry.listings}
        appeared = {listing for entry in entries for listing in entry.appeared}
        self._states = {pk: first[pk] for pk in first if is_watched(pk)} | self._states
        await self._send_states(first | states, new)
        for subscription in new:
            await self._catch_up(subscription, changed | self._changed_before)
            subscription.is_late = subscription.is_behind(self._change_log.newest)
        self._matches.add(changed, appeared)
        await self._match()
        if changed or ended:
            for on_change in self._listeners.values():
                await on_change(changed | ended)
        self._day = today
        # Those that came meanwhile aren't in `new`; their pages may lack these entries.
        self._changed_before = changed if self._new else set()
        self._change_log.mark_read([entry.pk for entry in entries])
        if len(entries) == database_reads.MAX_ENTRIES:
            self._wake.set()

    async def _send_states(self, states: dict[int, protocol.State], new: set[Subscription]) -> None:
        for listing, state in states.items():
            before = self._states.get(listing)
            if before is None or before == state:
                continue  # nobody watches it anymore, or nothing has changed
            self._states[listing] = state
            for subscription in self._of_listing.get(listing, set()) - new:
                await subscription.send_state(listing, state)

    async def _catch_up(self, subscription: Subscription, changed: set[int]) -> None:
        """Send a new subscription the states that differ from those on its page."""
        for listing in subscription.ids & self._states.keys():
            state = self._states[listing]
            if subscription.differs(listing, state, listing in changed):
                await subscription.send_state(listing, state)

    async def _match(self) -> None:
        """Match some searches against the changed listings; the others follow soon."""
        jobs = self._matches.take()
        if not jobs:
            return
        results = await database_executor.run(database_reads.match, jobs)
        for job, (found, gone) in zip(jobs, results, strict=False):
            for subscription in self._matches.finish(job):
                await subscription.send_new(found, gone)
        if len(jobs) == match_queue.AT_ONCE or len(results) < len(jobs):
            asyncio.get_running_loop().call_later(MIN_INTERVAL, self._wake.set)


current = PerEventLoop(SubscriptionRegistry)
