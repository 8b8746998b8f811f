import asyncio
import logging
from collections.abc import Callable

from realtime import channel_layer
from realtime.channel_layer import Event, Listener

log = logging.getLogger(__name__)


class Broker:
    """One event loop's connection to the other processes: a queue of outgoing events, and a
    listener that is restarted if it fails."""

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        """`on_event` is called with every event of another process."""
        self._listener = Listener(on_event)
        self._outgoing: list[Event] = []
        self._sending: asyncio.Task[None] | None = None
        self._opened: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def suspected_losses(self) -> int:
        """Raised whenever events may have been lost."""
        return self._listener.suspected_losses

    async def open(self) -> None:
        """Start to listen. Returns once events arrive, if the channel layer is up."""
        if self._opened is None:
            self._opened = asyncio.create_task(self._open())
        await asyncio.shield(self._opened)

    def send(self, events: list[Event]) -> None:
        """Queue events for the other processes. While some are being sent, the next are gathered
        into one batch."""
        self._outgoing += events
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    def close(self) -> None:
        for task in filter(None, (self._opened, self._listening, self._sending)):
            task.cancel()

    async def _open(self) -> None:
        try:
            await self._listener.open()
        except Exception:
            # Sockets are admitted anyway; the listener tries again.
            log.exception("this process starts without events from the others")
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                await self._listener.run()
            except Exception:
                # Without a listener the process would miss every event and look healthy.
                log.exception("the listener failed and is restarted")
                await asyncio.sleep(1)

    async def _send(self) -> None:
        try:
            while self._outgoing:
                events, self._outgoing = self._outgoing, []
                try:
                    await channel_layer.send(events)
                except Exception:
                    # Events that can't be sent must not block the next.
                    log.exception("events were not sent to the other processes")
        finally:
            self._sending = None
