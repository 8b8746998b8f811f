import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Never, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
RESTART_DELAY = 1  # seconds


class BackgroundTasks:
    """Supervised tasks of an event loop: each is kept until it ends, and its failure is logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        # A task serves many requests, so it runs in the context of none of them.
        task = asyncio.create_task(work, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._finish)
        return task

    def run_forever(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run work that should never end, and restart it when it fails: without it the process
        would look healthy and miss events."""
        self.start(_restart(work))

    async def close(self) -> None:
        """Cancel all tasks and wait until they have ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finish(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a background task has failed", exc_info=error)


async def _restart(work: Callable[[], Awaitable[None]]) -> Never:
    while True:
        try:
            await work()
        except Exception:
            log.exception("a background task has failed and is restarted")
            await asyncio.sleep(RESTART_DELAY)
