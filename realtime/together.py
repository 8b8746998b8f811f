"""Coalesces concurrent reads of one kind into one query (the data-loader pattern)."""

import asyncio
import contextvars
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError

from realtime import database_executor

Key = TypeVar("Key")
Value = TypeVar("Value")

BATCH = 64  # keys in one read
CONCURRENT_READS = 2  # one that waits for a lock doesn't hold up everybody


class Together(Generic[Key, Value]):
    """Awaited with a key, returns what `read` finds for it. Keys that are asked for while reads
    are running share the next read: after every deploy all clients reconnect at once.

    `read` takes a list of keys and returns a dict that has all of them; it runs in a thread of the
    database executor and starts after the call. A key that can't be read fails alone.
    """

    def __init__(self, read: Callable[[list[Key]], dict[Key, Value]]) -> None:
        self._read = read
        self._queues: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue[Key, Value]] = (
            weakref.WeakKeyDictionary()
        )

    async def __call__(self, key: Key) -> Value:
        loop = asyncio.get_running_loop()
        queue = self._queues.setdefault(loop, _Queue(self._read))
        return await queue.take(key)


class _Queue(Generic[Key, Value]):
    """The waiting keys of one event loop."""

    def __init__(self, read: Callable[[list[Key]], dict[Key, Value]]) -> None:
        self._read = read
        self._waiting: list[tuple[Key, asyncio.Future[Value]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, key: Key) -> asyncio.Future[Value]:
        future: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, future))
        if len(self._tasks) < CONCURRENT_READS:
            # A read serves many requests, so it runs in none of their contexts.
            self._tasks.add(asyncio.create_task(self._serve(), context=contextvars.Context()))
        return future

    async def _serve(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                if batch := [(key, future) for key, future in batch if not future.done()]:
                    await self._answer(batch)
        finally:
            # Here and not in a done callback, which runs later: a key taken in between would wait
            # for a task that has ended.
            if task := asyncio.current_task():
                self._tasks.discard(task)

    async def _answer(self, batch: list[tuple[Key, asyncio.Future[Value]]]) -> None:
        outcomes: list[Value | Exception]
        try:
            found = await database_executor.run(self._read, [key for key, _ in batch])
            outcomes = [found[key] for key, _ in batch]
        except (InterfaceError, OperationalError) as error:
            outcomes = [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - raised to whoever awaits the key
            if len(batch) > 1:
                # One of the keys fails all: read each alone.
                for each in batch:
                    await self._answer([each])
                return
            outcomes = [error]
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
