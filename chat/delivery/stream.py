"""One conversation's changes, in order and without a gap."""

import asyncio
import logging

from django.db import Error as DatabaseError

from realtime.connection import FrameBatch

log = logging.getLogger(__name__)


class Changes(FrameBatch):
    """Changes that follow each other: they bring whoever is at version `after` to `version`.
    Without a text, only word of where the conversation stands."""

    __slots__ = ("after", "version")

    def __init__(self, after: int, version: int, texts: list[str]):
        super().__init__(texts)
        self.after = after
        self.version = version


class Stream:
    """Passes on every change after `cursor` by rising version, whatever was lost or overtook. While
    `held`, changes are only noted, and read at `release`.

    A subclass says how to `read` and how to `pass_on`.
    """

    __slots__ = ("_task", "cursor", "held", "noted")

    def __init__(self, cursor: int, *, held: bool = False):
        self.cursor = cursor
        self.noted = cursor
        self.held = held
        self._task: asyncio.Task | None = None  # reads what is missing

    async def read(self, version: int) -> list[tuple[int, str]]:
        """Some of the changes after a version as (version, frame), oldest first. Asked whenever
        what comes doesn't follow what was passed on."""
        raise NotImplementedError

    def pass_on(self, changes: Changes):
        raise NotImplementedError

    def offer(self, changes: Changes):
        """Hear of changes. Never waits: neither for the database nor for whoever reads."""
        if changes.version > self.noted:
            self.noted = changes.version
        if self.held or self._task is not None or changes.version <= self.cursor:
            return
        if changes.after == self.cursor and changes.texts:
            self.cursor = changes.version
            self.pass_on(changes)
        else:
            self._begin_to_read()

    async def release(self, cursor: int | None = None) -> bool:
        """Begin to pass on, after `cursor` where one is given; what is missing is out on return.
        Returns whether it is: with the database away it comes later."""
        await self.rest()
        self.held = False
        if cursor is not None:
            self.cursor = cursor
        return await asyncio.shield(self._begin_to_read())

    async def rest(self):
        """Wait until nothing is being read."""
        while self._task is not None:
            await asyncio.shield(self._task)

    def _begin_to_read(self) -> asyncio.Task:
        self._task = asyncio.create_task(self._catch_up())
        return self._task

    async def _catch_up(self) -> bool:
        """Read until nothing is missing. What comes meanwhile is noted, and read too."""
        try:
            while self.cursor < self.noted:
                noted = self.noted
                changes = await self.read(self.cursor)
                # The reader may no longer read: they are past it, but not past what was told of
                # since then.
                after, self.cursor = self.cursor, changes[-1][0] if changes else noted
                if changes:
                    self.pass_on(Changes(after, self.cursor, [text for _, text in changes]))
        except DatabaseError as error:
            # The next change, or the next look at the heads, tries again from this cursor.
            log.warning("a conversation waits for the database: %r", error)
            return False
        finally:
            self._task = None
        return True
