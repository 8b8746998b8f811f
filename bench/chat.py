"""How many deliveries a second a room of N gets out of one web process: ours, the tutorial's, and
the limit (see limit.py)."""

import asyncio
import json
import logging
import time
import uuid
from contextlib import suppress

import picows
from asgiref.sync import async_to_sync
from django.test import Client

from bench.server import LIMIT, OURS, TUTORIAL, serving
from tests.factories import ConversationFactory, VerifiedStudentFactory

ROOMS = (10, 100, 500)
SECONDS = 6
WINDOW = 8  # messages under way at once
BODY = "Is the room still free? I could come by on Thursday after class."


def measure(folder):
    logging.getLogger("picows").setLevel(logging.WARNING)
    print("\n| deliveries a second in a room of | " + " | ".join(map(str, ROOMS)) + " |")
    print("| --- " * (len(ROOMS) + 1) + "|")
    rows = {}
    for name, (kind, door) in KINDS.items():
        rows[name] = [_room(kind, door, size, folder) for size in ROOMS]
        print(
            f"| {name} | " + " | ".join(f"{speed:,.0f}" for speed in rows[name]) + " |", flush=True
        )
    for other in ("tutorial", "limit"):
        pairs = zip(rows["ours"], rows[other], strict=True)
        cells = [f"**{ours / theirs:.2f}×**" for ours, theirs in pairs]
        print(f"| **ours / {other}** | " + " | ".join(cells) + " |")


def _ours(size):
    """Paths and cookies of `size` people in one conversation, and what a frame adds."""
    people = VerifiedStudentFactory.create_batch(size)
    conversation = ConversationFactory(participants=people)
    cookies = [f"sessionid={_session_of(person)}" for person in people]
    return [("/ws/", cookie) for cookie in cookies], {
        "type": "send",
        "conversation": conversation.pk,
    }


def _session_of(person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _anyone(size):
    return [("/ws/room/", None)] * size, {}


KINDS = {
    "tutorial": (TUTORIAL, _anyone),
    "ours": (OURS, _ours),
    "limit": (LIMIT, _anyone),
}


def _room(kind, door, size, folder) -> float:
    doors, extra = door(size)
    with serving(kind, folder) as (port, _):
        return async_to_sync(_talk)(port, doors, extra)


async def _talk(port, doors, extra) -> float:
    crowd = Crowd(extra)
    for path, cookie in doors:
        await crowd.enter(port, path, cookie)
    await asyncio.sleep(2)
    began, crowd.delivered = time.monotonic(), 0
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            await asyncio.gather(*(crowd.chatter() for _ in range(WINDOW)))
    speed = crowd.delivered / (time.monotonic() - began)
    crowd.leave()
    return speed


class Crowd:
    """Sockets in one room. A message is over when everyone has it; then the next one is sent."""

    def __init__(self, extra):
        self.extra = extra
        self.delivered = 0
        self.sockets = []
        self.waiting: dict[str, list] = {}

    async def enter(self, port, path, cookie):
        headers = {"Cookie": cookie} if cookie else {}
        transport, _ = await picows.ws_connect(
            lambda: Ear(self), f"ws://127.0.0.1:{port}{path}", extra_headers=headers
        )
        self.sockets.append(transport)
        if cookie:
            transport.send(picows.WSMsgType.TEXT, b'{"type":"resume","versions":{}}')

    async def chatter(self):
        while True:
            nonce = str(uuid.uuid4())
            everyone = asyncio.get_running_loop().create_future()
            self.waiting[nonce] = [len(self.sockets), everyone]
            frame = json.dumps({**self.extra, "nonce": nonce, "body": BODY})
            self.sockets[0].send(picows.WSMsgType.TEXT, frame.encode())
            await everyone

    def heard(self, text: bytes):
        if not text.startswith(b'{"type": "message"') and not text.startswith(b'{"type":"message"'):
            return
        self.delivered += 1
        at = text.index(b'"nonce":') + 8
        nonce = text[text.index(b'"', at) + 1 :][:36].decode()
        left = self.waiting.get(nonce)
        if left is None:
            return
        left[0] -= 1
        if left[0] == 0:
            del self.waiting[nonce]
            left[1].cancelled() or left[1].set_result(None)

    def leave(self):
        for socket in self.sockets:
            socket.disconnect()


class Ear(picows.WSListener):
    def __init__(self, crowd):
        self.crowd = crowd

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == picows.WSMsgType.TEXT:
            self.crowd.heard(frame.get_payload_as_bytes())
