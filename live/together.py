"""Reads that many ask for at the same time go to the database together."""

import asyncio
import weakref
from collections.abc import Callable, Hashable

from live import database

MOST = 64  # in one read


class Together:
    """Awaited with a key, gives what `read` finds for it. Who asks while a read is on its way goes
    along with the next: after every deploy a crowd comes back at once.

    `read` takes a list of keys and returns a dict that has all of them; it runs on a chat thread,
    begins after the call, and what it raises is raised to all who are in it.
    """

    def __init__(self, read: Callable[[list], dict]):
        self._read = read
        self._queues: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()

    async def __call__(self, key: Hashable):
        loop = asyncio.get_running_loop()
        queue = self._queues.setdefault(loop, _Queue(self._read))
        return await queue.take(key)


class _Queue:
    """Those of one event loop."""

    def __init__(self, read):
        self._read = read
        self._waiting: list[tuple[Hashable, asyncio.Future]] = []
        self._serving: asyncio.Task | None = None

    def take(self, key) -> asyncio.Future:
        found = asyncio.get_running_loop().create_future()
        self._waiting.append((key, found))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return found

    async def _serve(self):
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer(some)
        finally:
            self._serving = None

    async def _answer(self, some):
        waiting = [(key, found) for key, found in some if not found.done()]
        try:
            answers = await database.run(self._read, [key for key, _ in waiting])
        except Exception as error:  # noqa: BLE001 - it is for those who asked
            for _, found in waiting:
                found.done() or found.set_exception(error)
            return
        for key, found in waiting:
            found.done() or found.set_result(answers[key])
