"""Shares one database call among concurrent requests: reads (the data-loader pattern) and writes
(group commit)."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import InterfaceError, OperationalError

from realtime import database_executor
from realtime.background import BackgroundTasks
from realtime.event_loop import PerEventLoop

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH_SIZE = 64
CONCURRENT_BATCHES = 2  # one that waits for a lock doesn't hold up everybody


class Batcher(Generic[Item, Result]):
    """Called with an item on the event loop, returns a future of its result. An item is processed
    at once if it can be; those that arrive while batches are being processed share the next one.

    `process` takes a list of items, runs in a thread of the database executor, and returns the
    result of each; an exception among these is raised for its item alone. If `process` itself
    raises, each item is processed alone, unless the database is unavailable. Items that have the
    same `key` are processed in the order of the calls.
    """

    def __init__(
        self,
        process: Callable[[list[Item]], Sequence[Result | Exception]],
        *,
        key: Callable[[Item], Hashable] | None = None,
    ) -> None:
        self._queue = PerEventLoop(lambda: _Queue(process, key))

    def __call__(self, item: Item) -> asyncio.Future[Result]:
        return self._queue().add(item)


def batched_by_key(function: Callable[[list[Item]], dict[Item, Result]]) -> Batcher[Item, Result]:
    """A batcher of a function that returns the result of each key in a dict."""

    def process(keys: list[Item]) -> list[Result]:
        found = function(keys)
        return [found[key] for key in keys]

    return Batcher(process)


@dataclass(slots=True)
class _Request(Generic[Item, Result]):
    item: Item
    key: Hashable
    result: asyncio.Future[Result] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class _Queue(Generic[Item, Result]):
    """The requests of one event loop."""

    def __init__(
        self,
        process: Callable[[list[Item]], Sequence[Result | Exception]],
        key: Callable[[Item], Hashable] | None,
    ) -> None:
        self._process = process
        self._key = key
        self._waiting: deque[_Request[Item, Result]] = deque()
        self._busy_keys: set[Hashable] = set()
        self._running = 0
        self._tasks = BackgroundTasks()

    def add(self, item: Item) -> asyncio.Future[Result]:
        request: _Request[Item, Result] = _Request(item, self._key(item) if self._key else None)
        self._waiting.append(request)
        if self._running < CONCURRENT_BATCHES:
            self._running += 1
            self._tasks.start(self._run())
        return request.result

    async def _run(self) -> None:
        try:
            while batch := self._next_batch():
                keys = {request.key for request in batch} - {None}
                self._busy_keys |= keys
                try:
                    await self._answer(batch)
                finally:
                    self._busy_keys -= keys
        finally:
            # Here and not in a done callback, which runs later: a request added in between would
            # wait for a task that has ended.
            self._running -= 1

    def _next_batch(self) -> list[_Request[Item, Result]]:
        batch: list[_Request[Item, Result]] = []
        others: deque[_Request[Item, Result]] = deque()
        for request in self._waiting:
            if request.result.done():
                continue  # canceled
            is_next = len(batch) < BATCH_SIZE and request.key not in self._busy_keys
            (batch if is_next else others).append(request)
        self._waiting = others
        return batch

    async def _answer(self, batch: list[_Request[Item, Result]]) -> None:
        results: Sequence[Result | Exception]
        try:
            items = [request.item for request in batch]
            results = await database_executor.run(self._process, items)
        except (InterfaceError, OperationalError) as error:
            results = [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - raised where the result is awaited
            if len(batch) > 1:
                for request in batch:
                    await self._answer([request])
                return
            results = [error]
        for request, result in zip(batch, results, strict=True):
            _resolve(request.result, result)


def _resolve(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
