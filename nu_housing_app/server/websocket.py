"""Daphne's WebSocket, with a direct way to write and with backpressure for slow readers.

Stock Daphne buffers without bound what a client doesn't read.
"""

import asyncio
from typing import Any

from autobahn.exception import Disconnected
from twisted.internet import reactor
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.tcp import Server as Transport

from nu_housing_app.server.frame_limits import FrameLimit
from nu_housing_app.server.socket_memory import SharedOptionsFactory, SmallProtocol
from realtime import connection
from realtime.asgi_types import Message

MAX_BACKLOG = 4 * 1024 * 1024  # bytes that may wait for one reader
MAX_PAUSE = 10.0  # seconds in which a reader may take none of them
MAX_UNREAD = 500  # messages that may wait for a consumer, for example during a slow query


class ReaderMonitor:
    """Disconnects a client that doesn't read. Twisted treats it as a push producer, which is paused
    while the client doesn't keep up."""

    __slots__ = ("_backlog", "_timer", "_transport")

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._backlog = 0
        self._timer: IDelayedCall | None = None

    def count_written(self, size: int) -> None:
        """Count `size` bytes if the client doesn't keep up."""
        if self._timer is not None:
            self._backlog += size
            if self._backlog > MAX_BACKLOG:
                self._disconnect()

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's interface
        # Called again at every write while the client doesn't keep up.
        if self._timer is None:
            self._backlog = 0
            self._timer = reactor.callLater(MAX_PAUSE, self._disconnect)

    def resumeProducing(self) -> None:  # noqa: N802
        self.stopProducing()

    def stopProducing(self) -> None:  # noqa: N802
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._timer = None

    def _disconnect(self) -> None:
        self.stopProducing()
        self._transport.abortConnection()


class Inbox:
    """Messages for an application. Stock Daphne has an asyncio.Queue, which takes 3 KB while it is
    empty, as most are."""

    __slots__ = ("_messages", "_waiting")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._waiting: asyncio.Future[None] | None = None

    def put_nowait(self, message: Message) -> None:
        self._messages.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def __len__(self) -> int:
        return len(self._messages)

    async def get(self) -> Message:
        """The next message. Only one task at a time may wait for it; another may after that one is
        canceled."""
        while not self._messages:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return self._messages.pop(0)


class Protocol(SmallProtocol):
    limit: FrameLimit  # set with the application
    _pause: IDelayedCall | None = None  # the timer that ends a pause in reading

    def __repr__(self) -> str:
        return "<WebSocket>"  # Daphne logs it, and logs hold no client's address

    def extensions(self) -> dict[str, Any]:
        """The extensions of the ASGI scope."""
        return {connection.EXTENSION: {"write": self.write}}

    def serverAccept(self, subprotocol: str | None = None) -> None:  # noqa: N802 - Daphne's
        super().serverAccept(subprotocol)
        self.monitor = ReaderMonitor(self.transport)
        # The HTTP request's producer is still registered.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.monitor, streaming=True)

    def processData(self) -> bool:  # noqa: N802 - autobahn's interface
        """Whether more of the received data can be processed now."""
        if self.current_frame is None and self.data and (seconds := self._wait()):
            self._resume_reading_in(seconds)
            return False
        has_more: bool = super().processData()
        return has_more

    def onFrameBegin(self) -> None:  # noqa: N802
        self.limit.count(self.current_frame.length)
        super().onFrameBegin()

    def _wait(self) -> int:
        """Seconds until more is read; 0 for now."""
        return 1 if len(self.application_queue) > MAX_UNREAD else self.limit.wait()

    def _resume_reading_in(self, seconds: int) -> None:
        if self._pause is None:
            self.transport.pauseProducing()
            self._pause = reactor.callLater(seconds, self._resume_reading)

    def _resume_reading(self) -> None:
        self._pause = None
        self.transport.resumeProducing()
        self.consumeData()

    def serverSend(self, content: bytes | str, binary: bool = False) -> None:  # noqa: N802
        try:
            super().serverSend(content, binary)
        except Disconnected:
            # The closing handshake is under way, and the application is notified when it ends.
            return
        self.monitor.count_written(len(content))

    def write(self, frames: bytes) -> None:
        """Send encoded frames: directly, unless others wait before them. Twisted would wake its
        selector twice for each write."""
        if self.state != self.STATE_OPEN:
            return
        if self._can_write_directly():
            sent = self.transport.writeSomeData(frames)
            if isinstance(sent, Exception):
                return  # the selector notices too, and reports the disconnect
            frames = frames[sent:]
        if frames:
            self.transport.write(frames)
            self.monitor.count_written(len(frames))

    def _can_write_directly(self) -> bool:
        # With TLS the transport is of another type, which encrypts.
        transport = self.transport
        return type(transport) is Transport and not (
            transport.dataBuffer or transport._tempDataBuffer
        )


class Factory(SharedOptionsFactory):
    protocol = Protocol
