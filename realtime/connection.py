"""Connections to clients, with backpressure for slow readers. A frame that goes to many of them is
encoded once."""

import asyncio
import struct
from collections import deque
from collections.abc import Callable, Iterable

from realtime.asgi_types import Scope, Send

# An extension in the ASGI scope, {"write": write(frames: bytes)}: the server takes encoded frames
# (RFC 6455, unmasked) on the event loop, without waiting, and handles slow readers itself.
EXTENSION = "websocket.frames"
MAX_BACKLOG = 4 * 1024 * 1024  # characters queued here for a slow reader of another server
CLOSE_TRY_AGAIN_LATER = 1013


class FrameBatch:
    """Text frames that are sent together."""

    __slots__ = ("_encoded", "texts")

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = texts
        self._encoded: bytes | None = None

    @property
    def encoded(self) -> bytes:
        if self._encoded is None:
            self._encoded = b"".join(map(_encode, self.texts))
        return self._encoded


def connection_of(scope: Scope, send: Send) -> "DirectConnection | QueuedConnection":
    """The fastest connection that the server of an ASGI scope offers."""
    if extension := scope.get("extensions", {}).get(EXTENSION):
        return DirectConnection(extension["write"])
    return QueuedConnection(send)


class DirectConnection:
    """Writes into the server's transport."""

    __slots__ = ("_write",)

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def send_batch(self, frames: FrameBatch) -> None:
        self._write(frames.encoded)

    def send_text(self, text: str) -> None:
        self._write(_encode(text))


class QueuedConnection:
    """Calls the server's `send`, which may wait for a slow reader, with one frame at a time and
    queues the others. A client whose queue is full is disconnected."""

    __slots__ = ("_queue", "_send", "_size", "_task")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[str] = deque()
        self._size = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def backlog(self) -> int:
        """Characters that wait for the reader."""
        return sum(map(len, self._queue))

    def send_batch(self, frames: FrameBatch) -> None:
        for text in frames.texts:
            self.send_text(text)

    def send_text(self, text: str) -> None:
        if self._size > MAX_BACKLOG:
            return
        self._queue.append(text)
        self._size += len(text)
        if self._task is None:
            self._task = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._queue and self._size <= MAX_BACKLOG:
                text = self._queue.popleft()
                self._size -= len(text)
                await self._send({"type": "websocket.send", "text": text})
            if self._queue:
                # The client reconnects, and resumes.
                self._queue.clear()
                await self._send({"type": "websocket.close", "code": CLOSE_TRY_AGAIN_LATER})
        except OSError:
            # Disconnected, which the server reports to the application.
            self._queue.clear()
        finally:
            self._task = None


def _encode(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 2**16:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload
