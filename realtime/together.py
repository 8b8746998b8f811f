"""Reads that many ask for at the same time go to the database together."""

import asyncio
import contextvars
import weakref
from collections.abc import Callable, Hashable

from django.db import InterfaceError, OperationalError

from realtime import database_executor

MOST = 64  # in one read
LANES = 2  # reads under way: one that waits for a lock doesn't hold up everybody


class Together:
    """Awaited with a key, gives what `read` finds for it. Who asks while reads are on their way
    goes along with the next: after every deploy a crowd comes back at once.

    `read` takes a list of keys and returns a dict that has all of them; it runs on a chat thread
    and begins after the call. A key that it can't read harms no other.
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
        self._open: set[asyncio.Task] = set()

    def take(self, key) -> asyncio.Future:
        found = asyncio.get_running_loop().create_future()
        self._waiting.append((key, found))
        if len(self._open) < LANES:
            # What it does is for many, and nobody's own request.
            self._open.add(asyncio.create_task(self._serve(), context=contextvars.Context()))
        return found

    async def _serve(self):
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                if some := [each for each in some if not each[1].done()]:
                    await self._answer(some)
        finally:
            self._open.discard(asyncio.current_task())

    async def _answer(self, some):
        try:
            answers = await database_executor.run(self._read, [key for key, _ in some])
            outcomes = [answers[key] for key, _ in some]
        except (InterfaceError, OperationalError) as error:
            outcomes = [error] * len(some)
        except Exception as error:  # noqa: BLE001 - it is for who asked
            if len(some) > 1:
                # One of them is in the way of all.
                for each in some:
                    await self._answer([each])
                return
            outcomes = [error]
        for (_, found), outcome in zip(some, outcomes, strict=True):
            if isinstance(outcome, Exception):
                found.done() or found.set_exception(outcome)
            else:
                found.done() or found.set_result(outcome)
