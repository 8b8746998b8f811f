"""The log of a topic's latest changes in a process, and the connections that follow it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar

from django.db import Error as DatabaseError

from realtime.background import BackgroundTasks
from realtime.connection import FrameBatch

log = logging.getLogger(__name__)

LENGTH = 10  # changes that are kept for connections that are a little behind


class Change(NamedTuple):
    """The frame of a change. A later change of the same object replaces it, so versions rise, but
    not all of them exist."""

    version: int
    text: str


class Follower(Protocol):
    def send_changes(self, frames: FrameBatch) -> None: ...


F = TypeVar("F", bound=Follower)


class EventLog(ABC, Generic[F]):
    """Sends every change to every follower by rising version and without a gap, even if events are
    lost, repeated or out of order.

    A follower is a cursor in the log: `live` ones have received everything up to `version`, those
    in `behind` have received everything up to the version given there, and `paused` ones get no
    changes yet. What the log doesn't hold is loaded from the database, once for all that lack it.
    """

    def __init__(self, tasks: BackgroundTasks) -> None:
        self.version = 0
        self.announced = 0  # the newest version that is known to exist
        self.live: set[F] = set()
        self.behind: dict[F, int] = {}
        self.paused: dict[F, int] = {}
        self._changes: deque[Change] = deque()  # all after the version `_start`
        self._start = 0
        self._tasks = tasks
        self._catching_up: asyncio.Task[bool] | None = None

    @abstractmethod
    async def load(self, version: int) -> list[Change]:
        """Some of the changes after a version, oldest first; raises a DatabaseError."""

    # Followers ------------------------------------------------------------------------------------

    @property
    def is_followed(self) -> bool:
        """Without followers it only notes the newest version."""
        return bool(self.live or self.behind or self.paused)

    def add(self, follower: F, version: int) -> None:
        """Add a follower, paused, that has received everything up to a version."""
        if not self.is_followed:
            self.version = self._start = version
            self._changes.clear()
        self.paused[follower] = version
        self.announce(version)

    def remove(self, follower: F) -> None:
        self.live.discard(follower)
        self.behind.pop(follower, None)
        self.paused.pop(follower, None)

    def position(self, follower: F) -> int:
        """The version up to which a follower has received everything."""
        if follower in self.live:
            return self.version
        return self.behind[follower] if follower in self.behind else self.paused[follower]

    async def resume(self, follower: F, version: int) -> bool:
        """Send a follower everything after a version. Returns whether nothing is missing; what the
        database can't provide just now follows later."""
        self.remove(follower)
        self.behind[follower] = version
        self._send_kept_changes()
        if follower in self.behind or self.announced > self.version:
            return await asyncio.shield(self._catch_up())
        return True

    # Changes --------------------------------------------------------------------------------------

    def receive(self, after: int, texts: list[str]) -> None:
        """Take published changes, whose versions follow `after` one by one. Never waits for the
        database or for a slow reader."""
        if texts and after == self.version and self.is_followed:
            self._append([Change(after + 1 + index, text) for index, text in enumerate(texts)])
        self.announce(after + len(texts))

    def announce(self, version: int) -> None:
        """Load what is missing up to a version; also what a follower lacks because the database
        could not be reached before."""
        self.announced = max(self.announced, version)
        if self.behind or (self.announced > self.version and self.is_followed):
            self._catch_up()

    async def settle(self) -> None:
        """Wait until nothing is being loaded."""
        while self._catching_up is not None:
            await asyncio.shield(self._catching_up)

    def _append(self, changes: list[Change]) -> None:
        self.version = changes[-1].version
        self.announced = max(self.announced, self.version)
        self._changes.extend(changes)
        while len(self._changes) > LENGTH:
            self._start = self._changes.popleft().version
        frames = _frames(changes)
        for follower in self.live:
            follower.send_changes(frames)

    # Catching up ----------------------------------------------------------------------------------

    def _catch_up(self) -> asyncio.Task[bool]:
        if self._catching_up is None:
            self._catching_up = self._tasks.start(self._load_missing())
        return self._catching_up

    async def _load_missing(self) -> bool:
        """Load until nothing is missing, including what is announced meanwhile."""
        try:
            while True:
                self._send_kept_changes()
                if self.version < self.announced:
                    after = self.version
                elif self.behind:
                    after = min(self.behind.values())
                else:
                    return True
                announced = self.announced
                changes = await self.load(after)
                # Without changes, those up to the announced version are deleted.
                end = changes[-1].version if changes else announced
                self._take(after, changes, end)
        except DatabaseError as error:
            # The next announcement continues from these positions.
            log.warning("could not load missed changes: %r", error)
            return False
        finally:
            self._catching_up = None

    def _send_kept_changes(self) -> None:
        """Bring followers up to date for which the log holds everything they lack."""
        for follower, version in list(self.behind.items()):
            if self._start <= version <= self.version:
                del self.behind[follower]
                self.live.add(follower)
                _send_after(follower, version, self._changes)

    def _take(self, after: int, changes: list[Change], end: int) -> None:
        """Pass on all changes after `after` up to `end`, to those that lack them."""
        for follower, version in list(self.behind.items()):
            if after <= version < end:
                self.behind[follower] = end
                _send_after(follower, version, changes)
        if after <= self.version < end:
            if missing := [change for change in changes if change.version > self.version]:
                self._append(missing)
            self.version = max(self.version, end)


def _send_after(follower: Follower, version: int, changes: Iterable[Change]) -> None:
    if missing := [change for change in changes if change.version > version]:
        follower.send_changes(_frames(missing))


def _frames(changes: Iterable[Change]) -> FrameBatch:
    return FrameBatch([change.text for change in changes])
