"""What one event loop tells the other processes, and hears of them."""

import asyncio
import logging

from realtime import channel_layer

log = logging.getLogger(__name__)


class Exchange:
    def __init__(self, hear):
        """`hear(call)` is told of every call of another process."""
        self._ear = channel_layer.Ear(hear)
        self._waiting: list[dict] = []
        self._sending: asyncio.Task | None = None
        self._opened: asyncio.Task | None = None
        self._listening: asyncio.Task | None = None

    @property
    def doubts(self) -> int:
        """Counts on whenever something may have been missed."""
        return self._ear.doubts

    async def open(self):
        """Hear the others from now on, where the layer answers."""
        if self._opened is None:
            self._opened = asyncio.create_task(self._open())
        await asyncio.shield(self._opened)

    def send(self, calls: list[dict]):
        """Call the others. What is sent while something is on its way goes along with the next."""
        self._waiting += calls
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    def close(self):
        """Hear and send nothing more."""
        for task in filter(None, (self._opened, self._listening, self._sending)):
            task.cancel()

    async def _open(self):
        try:
            await self._ear.open()
        except Exception:
            # Nobody would be let in any more; who listens tries again.
            log.exception("this process begins without hearing the others")
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self):
        while True:
            try:
                await self._ear.run()
            except Exception:
                # Without it the process would be deaf and look well.
                log.exception("this process begins to listen anew")
                await asyncio.sleep(1)

    async def _send(self):
        try:
            while self._waiting:
                calls, self._waiting = self._waiting, []
                await self._call(calls)
        finally:
            self._sending = None

    @staticmethod
    async def _call(calls: list[dict]):
        try:
            await channel_layer.call(calls)
        except Exception:
            # What can't be told must not keep back what waits behind it.
            log.exception("calls were not told to the other processes")
