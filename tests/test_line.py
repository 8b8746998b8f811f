"""The way out to a tab: whole frames in their order, and bounds for who doesn't read."""

import asyncio

import pytest
from websockets.frames import Opcode
from websockets.protocol import OPEN, Protocol, Side

from realtime.connection import BACKLOG, TRY_AGAIN, Frames, Line, ShortLine, line_of
from tests.support.event_loop import idle


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 200_000])
def test_what_is_framed_is_what_a_client_reads(size):
    written = []
    line = ShortLine(written.append)
    line.tell(Frames(["é".ljust(size), "{}"]))
    line.say("🏠")
    client = Protocol(Side.CLIENT, state=OPEN, max_size=None)
    client.receive_data(b"".join(written))
    heard = client.events_received()
    assert [frame.opcode for frame in heard] == [Opcode.TEXT] * 3
    assert [bytes(frame.data).decode() for frame in heard] == ["é".ljust(size), "{}", "🏠"]


def test_many_are_framed_once():
    frames = Frames(["a", "b"])
    assert frames.framed is frames.framed


class Reader:
    """An application's `send` whose reader takes a frame only when it is let."""

    def __init__(self, *, reads=True):
        self.heard = []
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()

    async def send(self, message):
        await self.reads.wait()
        self.heard.append(message.get("text") or message)


async def test_without_a_short_way_it_is_the_servers_own_in_order():
    reader = Reader()
    line = line_of({"type": "websocket"}, reader.send)
    line.say("a")
    line.tell(Frames(["b", "c"]))
    line.say("d")
    await idle()
    assert reader.heard == ["a", "b", "c", "d"]


async def test_who_stops_reading_is_closed_and_hoards_nothing():
    reader = Reader(reads=False)
    line = Line(reader.send)
    text = "x" * (BACKLOG // 8)
    for _ in range(100):
        line.say(text)
        await idle()
    assert line.backlog <= BACKLOG + len(text)
    reader.reads.set()
    await idle()
    assert reader.heard == [text, {"type": "websocket.close", "code": TRY_AGAIN}]
    line.say("too late")
    assert line.backlog == 0


async def test_who_is_gone_is_no_error():
    async def send(message):
        raise OSError("gone")

    line = Line(send)
    line.say("a")
    await idle()
    assert line.backlog == 0
