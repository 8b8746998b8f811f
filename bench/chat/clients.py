"""Sockets in rooms, and what they hear."""

import asyncio
import json
import logging
import time
import uuid
from contextlib import asynccontextmanager

import picows

from bench.chat.compared_servers import Room

logging.getLogger("picows").setLevel(logging.WARNING)

BODY = "Is the room still free? I could come by on Thursday after class."
AT_ONCE = 16  # handshakes
RESUME = b'{"type":"resume","versions":{}}'


@asynccontextmanager
async def talking(port: int, rooms: list[Room]):
    """Open all sockets of the rooms and yield a Crowd for each, once all are there."""
    crowds = [Crowd(room) for room in rooms]
    doors = asyncio.Semaphore(AT_ONCE)

    async def enter(crowd, cookie):
        async with doors:
            await crowd.enter(port, cookie)

    await asyncio.gather(
        *(enter(crowd, cookie) for crowd in crowds for cookie in crowd.room.cookies)
    )
    # Their coming is told to the others, and has to be over.
    await asyncio.sleep(2)
    try:
        yield crowds
    finally:
        for crowd in crowds:
            crowd.leave()


async def open_socket(hearer, port, path, cookie, first) -> picows.WSTransport:
    """Whose frames go to `hearer.heard`, and whose `first` frame is sent; a RESUME is awaited."""
    headers = {"Cookie": cookie} if cookie else {}
    transport, ear = await picows.ws_connect(
        lambda: Ear(hearer), f"ws://127.0.0.1:{port}{path}", extra_headers=headers
    )
    if first:
        transport.send(picows.WSMsgType.TEXT, first)
    if first is RESUME:
        await ear.ready
    return transport


class Crowd:
    """Everyone in one room. A message is over when all of them have it."""

    def __init__(self, room: Room):
        self.room = room
        self.sockets: list[picows.WSTransport] = []
        self.delivered = 0
        self.acks: list[float] = []  # seconds from each send to its ack
        self._waiting: dict[bytes, list] = {}
        self._sent: dict[bytes, float] = {}

    async def enter(self, port: int, cookie: str | None):
        resume = RESUME if cookie else None
        self.sockets.append(await open_socket(self, port, self.room.path, cookie, resume))

    def say(self, place: int) -> asyncio.Future:
        """Have one of them send a message; done when everyone has it."""
        nonce = str(uuid.uuid4())
        everyone = asyncio.get_running_loop().create_future()
        self._waiting[nonce.encode()] = [len(self.sockets), everyone]
        self._sent[nonce.encode()] = time.monotonic()
        frame = json.dumps({**self.room.extra, "nonce": nonce, "body": BODY})
        speaker = self.sockets[place % len(self.sockets)]
        speaker.send(picows.WSMsgType.TEXT, frame.encode())
        return everyone

    async def chatter(self, place: int):
        while True:
            await self.say(place)

    def heard(self, text: bytes):
        kind = text[9:13]  # after {"type":" with a blank or without one
        if b"mes" in kind:
            self._delivered(_nonce_in(text))
        elif b"ack" in kind:
            self.acks.append(time.monotonic() - self._sent.pop(_nonce_in(text)))

    def _delivered(self, nonce: bytes):
        self.delivered += 1
        if left := self._waiting.get(nonce):
            left[0] -= 1
            if left[0] == 0:
                del self._waiting[nonce]
                left[1].cancelled() or left[1].set_result(None)

    def leave(self):
        for socket in self.sockets:
            socket.disconnect()


class Ear(picows.WSListener):
    def __init__(self, hearer):
        self.hearer = hearer
        self.ready = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == picows.WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == picows.WSMsgType.TEXT:
            text = frame.get_payload_as_bytes()
            if not self.ready.done() and b'"resumed"' in text[:20]:
                self.ready.set_result(None)
            self.hearer.heard(text)


def _nonce_in(text: bytes) -> bytes:
    at = text.index(b'"nonce":') + 8
    return text[text.index(b'"', at) + 1 :][:36]


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
