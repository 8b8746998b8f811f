"""The changes of one conversation, in order and without a gap."""

import asyncio
import logging

from django.db import Error as DatabaseError

from realtime.connection import FrameBatch

log = logging.getLogger(__name__)


class Changes(FrameBatch):
    """Consecutive changes that lead from version `after` to `version`. Without texts they only
    announce the version."""

    __slots__ = ("after", "version")

    def __init__(self, after: int, version: int, texts: list[str]) -> None:
        super().__init__(texts)
        self.after = after
        self.version = version


class Stream:
    """Passes on every change after `cursor` by rising version, even if events were lost or arrived
    out of order. While it is `held`, it only notes the newest version and loads the changes at
    `release`.

    Subclasses implement `read` and `pass_on`.
    """

    __slots__ = ("_task", "cursor", "held", "noted")

    def __init__(self, cursor: int, *, held: bool = False) -> None:
        self.cursor = cursor
        self.noted = cursor
        self.held = held
        self._task: asyncio.Task[bool] | None = None  # loads missing changes

    async def read(self, version: int) -> list[tuple[int, str]]:
        """Some of the changes after a version as (version, frame), oldest first. Called when
        offered changes don't follow the cursor."""
        raise NotImplementedError

    def pass_on(self, changes: Changes) -> None:
        raise NotImplementedError

    def offer(self, changes: Changes) -> None:
        """Take changes that were published. Never waits for the database or a slow reader."""
        if changes.version > self.noted:
            self.noted = changes.version
        if self.held or self._task is not None or changes.version <= self.cursor:
            return
        if changes.after == self.cursor and changes.texts:
            self.cursor = changes.version
            self.pass_on(changes)
        else:
            self._start_catch_up()

    async def release(self, cursor: int | None = None) -> bool:
        """Stop holding, pass on the missing changes, after `cursor` if it is given, and return
        whether none is missing; if the database can't be reached, they follow later."""
        await self.rest()
        self.held = False
        if cursor is not None:
            self.cursor = cursor
        return await asyncio.shield(self._start_catch_up())

    async def rest(self) -> None:
        """Wait until no changes are being loaded."""
        while self._task is not None:
            await asyncio.shield(self._task)

    def _start_catch_up(self) -> asyncio.Task[bool]:
        self._task = asyncio.create_task(self._catch_up())
        return self._task

    async def _catch_up(self) -> bool:
        """Load changes until none is missing, including those offered meanwhile."""
        try:
            while self.cursor < self.noted:
                noted = self.noted
                changes = await self.read(self.cursor)
                # A user who may no longer read gets no changes. The cursor then moves past those
                # that were noted before the query, not past later ones.
                after, self.cursor = self.cursor, changes[-1][0] if changes else noted
                if changes:
                    self.pass_on(Changes(after, self.cursor, [text for _, text in changes]))
        except DatabaseError as error:
            # The next change or the next reconciliation continues from this cursor.
            log.warning("could not load missed changes: %r", error)
            return False
        finally:
            self._task = None
        return True
