"""A client that follows the protocol, and records each promise that the server breaks."""

import asyncio
import contextlib
import json
import random
import uuid
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.support.waiting import pause_async

CONNECTION_LOST = (WebSocketException, InvalidHandshake, OSError, TimeoutError)


@dataclass
class ConnectionLog:
    """The frames of one conversation over one socket: from which version on, and in order."""

    conversation: int
    start: int
    received: list[tuple[int, int]] = field(default_factory=list)  # (version, message)

    @property
    def version(self) -> int:
        return self.received[-1][0] if self.received else 0


class SimulatedClient:
    """Sends in its conversations over connections that drop and return, resends what was not acked,
    and resumes from what it has received."""

    def __init__(self, webs, session: str, conversations: list[int], seed: int):
        self.webs = webs
        self.session = session
        self.random = random.Random(seed)
        self.known = dict.fromkeys(conversations, 0)
        self.messages: dict[int, dict[int, dict]] = {pk: {} for pk in conversations}
        self.outbox: dict[str, tuple[int, str]] = {}
        self.acked: dict[str, int] = {}
        self.logs: list[ConnectionLog] = []
        self.violations: list[str] = []
        self.stored_versions: dict[int, int] | None = None

    async def simulate(self, seconds: float, *, pause=0.25, drop=0.5, changes=0.25):
        """Send messages for `seconds`, a share of `changes` of them changes of earlier messages. A
        connection is dropped early with probability `drop`."""
        self.stored_versions, self.changes = None, changes
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            stay = left if self.random.random() > drop else self.random.uniform(0.05, 1)
            with contextlib.suppress(*CONNECTION_LOST):
                await self._connect_for(min(stay, left), pause)
            await pause_async(self.random.uniform(0, 0.2))

    async def settle(self, stored_versions: dict[int, int], seconds: float = 60):
        """Reconnect, send what is left, and stay connected until everything has arrived."""
        self.stored_versions = stored_versions
        ends = asyncio.get_running_loop().time() + seconds
        while not self._settled():
            left = ends - asyncio.get_running_loop().time()
            assert left > 0, f"{self.outbox} {stored_versions} {self.known} {self.violations}"
            with contextlib.suppress(*CONNECTION_LOST):
                await self._connect_for(min(left, 30), None)
            await pause_async(0.1)

    def _settled(self) -> bool:
        return not self.outbox and all(
            self.known[pk] >= self.stored_versions[pk] for pk in self.known
        )

    async def _connect_for(self, seconds, pause):
        web = self.random.choice(self.webs)
        cookie = {"Cookie": f"sessionid={self.session}"}
        async with connect(web.socket_url, additional_headers=cookie, open_timeout=10) as socket:
            logs = {pk: ConnectionLog(pk, version) for pk, version in self.known.items()}
            self.logs += logs.values()
            receiving = asyncio.create_task(self._receive(socket, logs))
            try:
                await socket.send(json.dumps({"type": "resume", "versions": self.known}))
                for nonce in list(self.outbox):
                    await self._send(socket, nonce)
                await self._send_and_receive(socket, receiving, seconds, pause)
            finally:
                receiving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await receiving

    async def _send_and_receive(self, socket, receiving, seconds, pause):
        """Send until the time or the connection ends; without a `pause`, only receive."""
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0 and not receiving.done():
            if pause is None:
                await pause_async(0.1)
                if self._settled():
                    return
            else:
                await self._send_random_frame(socket)
                await pause_async(min(left, pause * self.random.uniform(0.5, 1.5)))

    async def _send_random_frame(self, socket):
        conversation = self.random.choice(list(self.known))
        own = [
            message["id"]
            for message in self.messages[conversation].values()
            if message["nonce"] in self.acked and not message["deleted"]
        ]
        if own and self.random.random() < self.changes:
            here = {"conversation": conversation, "message": self.random.choice(own)}
            await socket.send(json.dumps(self._change() | here))
        else:
            nonce = str(uuid.uuid4())
            self.outbox[nonce] = (conversation, f"message {nonce}")
            await self._send(socket, nonce)

    def _change(self) -> dict:
        changes = [
            {"type": "edit", "body": f"edited {uuid.uuid4()}"},
            {"type": "react", "emoji": "👍", "on": self.random.random() < 0.5},
            {"type": "delete"},
        ]
        return self.random.choice(changes)

    async def _send(self, socket, nonce):
        conversation, body = self.outbox[nonce]
        frame = {"type": "send", "conversation": conversation, "nonce": nonce, "body": body}
        await socket.send(json.dumps(frame))

    async def _receive(self, socket, logs: dict[int, ConnectionLog]):
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "message":
                self._note(frame["conversation"], frame["message"], logs)
            elif frame["type"] == "ack":
                self._note_ack(frame)
            elif frame.get("code") == "unavailable" and frame["nonce"] in self.outbox:
                await pause_async(self.random.uniform(0.2, 0.6))
                await self._send(socket, frame["nonce"])
            elif frame.get("nonce") in self.outbox:
                self.violations.append(f"a message was refused: {frame}")

    def _note(self, conversation, message, logs):
        version = message["version"]
        if conversation not in self.known:
            self.violations.append(f"received conversation {conversation}, which isn't mine")
            return
        log = logs[conversation]
        if version <= log.version:
            self.violations.append(f"{version} came after {log.version}")
        log.received.append((version, message["id"]))
        self.known[conversation] = max(self.known[conversation], version)
        self.messages[conversation][message["id"]] = message

    def _note_ack(self, frame):
        self.outbox.pop(frame["nonce"], None)
        stored = self.acked.setdefault(frame["nonce"], frame["message"]["id"])
        if stored != frame["message"]["id"]:
            self.violations.append(f"{frame['nonce']} was stored twice")
