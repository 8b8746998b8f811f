import asyncio
import logging
from collections.abc import Callable, Mapping

from realtime import channel_layer
from realtime.background import BackgroundTasks
from realtime.channel_layer import Event, Listener

log = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]


class Broker:
    """One event loop's subscribers by topic, and its connection to the other processes: a queue of
    outgoing events, and a listener that is restarted if it fails."""

    def __init__(self) -> None:
        self._subscribers: dict[str, Subscriber] = {}
        self._listener = Listener(self.deliver)
        self._outgoing: list[Event] = []
        self._is_sending = False
        self._tasks = BackgroundTasks()
        self._opening: asyncio.Task[None] | None = None

    @property
    def suspected_losses(self) -> int:
        """Raised whenever events may have been lost."""
        return self._listener.suspected_losses

    async def open(self) -> None:
        """Start to listen. Returns once events arrive, if the channel layer is up."""
        if self._opening is None:
            self._opening = self._tasks.start(self._open())
        await asyncio.shield(self._opening)

    async def subscribe(self, subscribers: Mapping[str, Subscriber]) -> None:
        """Call each of these, by topic, with the events of its topic from now on. A topic has one
        subscriber in a process, so a later one replaces it."""
        self._listener.add_topics(subscribers.keys() - self._subscribers.keys())
        self._subscribers |= subscribers
        # Also those that are subscribed already: another task may still wait for this.
        await self._listener.join(subscribers)

    def unsubscribe(self, topic: str) -> None:
        if self._subscribers.pop(topic, None):
            self._listener.remove_topics([topic])

    def publish(self, event: Event) -> None:
        """Deliver an event here at once, and queue it for the other processes. While some are being
        sent, the next are gathered into one batch."""
        self.deliver(event)
        if self._listener.is_alone:
            return
        self._outgoing.append(event)
        if not self._is_sending:
            self._is_sending = True
            self._tasks.start(self._send())

    def deliver(self, event: Event) -> None:
        """Pass an event to the subscriber of its topic. Nothing waits, which keeps the order."""
        if subscriber := self._subscribers.get(event["topic"]):
            try:
                subscriber(event)
            except Exception:
                # One faulty event must not keep the process from the others.
                log.exception("an event was dropped")

    async def close(self) -> None:
        """Cancel its tasks."""
        await self._tasks.close()

    async def _open(self) -> None:
        try:
            await self._listener.open()
        except Exception:
            # Sockets are admitted anyway; the listener tries again.
            log.exception("this process starts without events from the others")
        self._tasks.run_forever(self._listener.run)

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
            self._is_sending = False
