"""Connections: frames in order, and limits for slow readers."""

import asyncio

import pytest
from websockets.frames import Opcode
from websockets.protocol import OPEN, Protocol, Side

from realtime.connection import (
    CLOSE_TRY_AGAIN_LATER,
    MAX_BACKLOG,
    DirectConnection,
    FrameBatch,
    QueuedConnection,
    connection_of,
)
from tests.support.event_loop import idle


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 200_000])
def test_encoded_frame_is_what_a_client_reads(size):
    written = []
    connection = DirectConnection(written.append)
    connection.send_batch(FrameBatch(["é".ljust(size), "{}"]))
    connection.send_text("🏠")
    client = Protocol(Side.CLIENT, state=OPEN, max_size=None)
    client.receive_data(b"".join(written))
    frames = client.events_received()
    assert [frame.opcode for frame in frames] == [Opcode.TEXT] * 3
    assert [bytes(frame.data).decode() for frame in frames] == ["é".ljust(size), "{}", "🏠"]


def test_batch_is_encoded_once():
    frames = FrameBatch(["a", "b"])
    assert frames.encoded is frames.encoded


class Reader:
    """An application's `send` whose client reads a frame only when the test says so."""

    def __init__(self, *, reads=True):
        self.received = []
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()

    async def send(self, message):
        await self.reads.wait()
        self.received.append(message.get("text") or message)


async def test_other_servers_get_frames_in_order():
    reader = Reader()
    connection = connection_of({"type": "websocket"}, reader.send)
    connection.send_text("a")
    connection.send_batch(FrameBatch(["b", "c"]))
    connection.send_text("d")
    await idle()
    assert reader.received == ["a", "b", "c", "d"]


async def test_slow_reader_is_closed_with_a_bounded_backlog():
    reader = Reader(reads=False)
    connection = QueuedConnection(reader.send)
    text = "x" * (MAX_BACKLOG // 8)
    for _ in range(100):
        connection.send_text(text)
        await idle()
    assert connection.backlog <= MAX_BACKLOG + len(text)
    reader.reads.set()
    await idle()
    assert reader.received == [text, {"type": "websocket.close", "code": CLOSE_TRY_AGAIN_LATER}]
    connection.send_text("too late")
    assert connection.backlog == 0


async def test_disconnected_client_is_no_error():
    async def send(message):
        raise OSError("gone")

    connection = QueuedConnection(send)
    connection.send_text("a")
    await idle()
    assert connection.backlog == 0
