"""One conversation's changes, in order and without a gap."""

import asyncio
import logging

from django.db import Error as DatabaseError

log = logging.getLogger(__name__)


class Stream:
    """Passes on every change after `cursor` by rising version, whatever was lost or overtook.

    `read(version)` awaits some of the changes after a version as [(version, text)], oldest first;
    it is asked whenever the next change isn't the next number. `write(version, text)` awaits until
    one is passed on. While `held`, changes are only noted, and read at `release`.

    One task alone may call `offer`, so that what is at hand goes out in the order it came.
    """

    def __init__(self, cursor: int, read, write, *, held: bool = False):
        self.cursor = cursor
        self.noted = cursor
        self.held = held
        self._read = read
        self._write = write
        self._reading = asyncio.Lock()
        self._task = None

    async def offer(self, version: int, text: str | None = None):
        """Hear that the conversation is at `version`, with that change's frame where it is known.
        Never waits for the database."""
        self.noted = max(self.noted, version)
        if self.held or self._reading.locked() or version <= self.cursor:
            return
        if text is not None and version == self.cursor + 1:
            self.cursor = version
            await self._write(version, text)
        elif self._task is None or self._task.done():
            self._task = asyncio.create_task(self._catch_up())

    async def release(self, cursor: int | None = None) -> bool:
        """Begin to pass on, after `cursor` where one is given; what is missing is out on return.
        Returns whether it is: with the database away it comes later."""
        async with self._reading:
            self.held = False
            if cursor is not None:
                self.cursor = cursor
        return await self._catch_up()

    async def _catch_up(self) -> bool:
        """Read until nothing is missing. What comes meanwhile is noted, and read too."""
        async with self._reading:
            try:
                while self.cursor < self.noted:
                    changes = await self._read(self.cursor)
                    for version, text in changes:
                        self.cursor = version
                        await self._write(version, text)
                    if not changes:
                        # The reader may no longer read: they are past it.
                        self.cursor = self.noted
            except DatabaseError as error:
                # The next change, or the next look at the heads, tries again from this cursor.
                log.warning("a conversation waits for the database: %r", error)
                return False
        return True
