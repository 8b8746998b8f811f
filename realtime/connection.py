"""The way out to one tab. What goes to many is framed once."""

import asyncio
import struct
from collections import deque
from collections.abc import Iterable

# What a server offers in the scope that takes finished frames (RFC 6455, unmasked) from the loop,
# without waiting, and looks after slow readers itself: {"write": write(frames: bytes)}.
EXTENSION = "websocket.frames"
BACKLOG = 4 * 1024 * 1024  # characters that may wait where the server has no such thing
TRY_AGAIN = 1013


class Frames:
    """Texts that go out together."""

    __slots__ = ("_framed", "texts")

    def __init__(self, texts: Iterable[str]):
        self.texts = texts
        self._framed = None

    @property
    def framed(self) -> bytes:
        if self._framed is None:
            self._framed = b"".join(map(_frame_of, self.texts))
        return self._framed


def line_of(scope, send) -> "Line | ShortLine":
    """The shortest way to whoever opened the socket of an ASGI scope."""
    if extension := scope.get("extensions", {}).get(EXTENSION):
        return ShortLine(extension["write"])
    return Line(send)


class ShortLine:
    """Straight into the server."""

    __slots__ = ("_write",)

    def __init__(self, write):
        self._write = write

    def tell(self, frames: Frames):
        self._write(frames.framed)

    def say(self, text: str):
        self._write(_frame_of(text))


class Line:
    """By the server's own `send`, which may wait for the reader: one text at a time. What comes
    meanwhile waits here, within bounds."""

    __slots__ = ("_send", "_size", "_task", "_waiting")

    def __init__(self, send):
        self._send = send
        self._waiting: deque[str] = deque()
        self._size = 0
        self._task: asyncio.Task | None = None

    @property
    def backlog(self) -> int:
        """Characters that wait for the reader."""
        return sum(map(len, self._waiting))

    def tell(self, frames: Frames):
        for text in frames.texts:
            self.say(text)

    def say(self, text: str):
        if self._size > BACKLOG:
            return
        self._waiting.append(text)
        self._size += len(text)
        if self._task is None:
            self._task = asyncio.create_task(self._go())

    async def _go(self):
        try:
            while self._waiting and self._size <= BACKLOG:
                text = self._waiting.popleft()
                self._size -= len(text)
                await self._send({"type": "websocket.send", "text": text})
            if self._waiting:
                # They come again, and resume.
                self._waiting.clear()
                await self._send({"type": "websocket.close", "code": TRY_AGAIN})
        except OSError:
            # They are gone, which the application hears by itself.
            self._waiting.clear()
        finally:
            self._task = None


def _frame_of(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 2**16:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload
