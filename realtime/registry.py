import asyncio
from abc import ABC, abstractmethod
from functools import partial

from realtime import pubsub, reconciliation
from realtime.background import BackgroundTasks


class Registry(ABC):
    """The connections of one kind at an event loop, and the background tasks that serve them. It
    starts when the first one opens, receives events (see `pubsub`), and is reconciled with the
    database, since events may be lost."""

    def __init__(self) -> None:
        self.tasks = BackgroundTasks()
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start, unless it has. Raises the error of `start`; the next call tries again."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Cancel its tasks."""
        await self.tasks.close()

    @abstractmethod
    async def start(self) -> None:
        """Subscribe to events and start tasks."""

    @abstractmethod
    async def reconcile(self) -> None:
        """Find everything whose event was lost."""

    async def _open(self) -> None:
        pubsub.remember_loop()
        broker = pubsub.broker()
        try:
            await broker.open()
            await self.start()
        except BaseException:
            self._opening = None
            raise
        self.tasks.run_forever(partial(reconciliation.run, broker, self.reconcile))
