"""Sockets whose client sends frames without pausing, in a real process."""

import time
from select import select

import pytest
import requests
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from nu_housing_app.server import frame_limits
from nu_housing_app.server.frame_limits import BURST, BYTES, PER_SECOND, FrameLimit

FLOOD = 400_000  # frames: half a minute of work, at once


def frames(opcode: Opcode, data: bytes = b"x", fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


FRAMES = {
    "ping": frames(Opcode.PING),
    "pong": frames(Opcode.PONG),
    "junk": frames(Opcode.TEXT),
    "empty fragment": frames(Opcode.CONT, b"", False),
}


@pytest.mark.postgres
def test_flood_of_frames_holds_up_no_page(start_web):
    web = start_web(RATE_LIMITS="on")
    with connect(f"{web.socket_url}listings/", close_timeout=0) as flood:
        flood.socket.setblocking(False)
        flood.socket.send(FRAMES["ping"] * FLOOD)
        select([], [flood.socket], [], 10)  # writable again: the server has begun to read
        began = time.monotonic()
        assert requests.get(f"{web.url}/healthz", timeout=30).ok
        assert time.monotonic() - began < 1


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_beyond_the_burst_is_read_later(start_web, kind):
    web = start_web(RATE_LIMITS="on")
    beyond = 2 * PER_SECOND
    with connect(f"{web.socket_url}listings/", max_queue=None) as socket:
        began = time.monotonic()
        first = frames(Opcode.TEXT, b"x", False) if kind == "empty fragment" else b""
        socket.socket.sendall(first + FRAMES[kind] * (BURST + beyond))
        assert socket.ping().wait(timeout=10)
        assert time.monotonic() - began > 0.9 * beyond / PER_SECOND


def test_sockets_of_a_network_share_its_frames(limited, monkeypatch):
    monkeypatch.setattr(frame_limits, "NETWORK_BURST", 2)
    frame_limits.bucket_of.cache_clear()
    one, other, elsewhere = map(FrameLimit, ("192.0.2.1", "192.0.2.1", "192.0.2.2"))
    one.count(1), other.count(1)
    assert (one.wait(), other.wait(), elsewhere.wait()) == (1, 1, 0)


def test_long_frame_counts_as_several(limited):
    limit = FrameLimit("192.0.2.3")
    limit.count(BURST * BYTES)
    assert limit.wait() == 1
