"""A client that follows the protocol, and records where the server breaks its promises."""

import asyncio
import contextlib
import json
import random
import uuid
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.support.waiting import pause_async

LOST_LINE = (WebSocketException, InvalidHandshake, OSError, TimeoutError)


@dataclass
class ConnectionLog:
    """The frames of one conversation over one socket: from which version on, and in order."""

    conversation: int
    start: int
    heard: list[tuple[int, int]] = field(default_factory=list)  # (version, message)

    @property
    def version(self) -> int:
        return self.heard[-1][0] if self.heard else 0


class SimulatedClient:
    """Sends in its conversations over connections that drop and return, resends what was not acked,
    and resumes from what it has received."""

    def __init__(self, webs, session: str, conversations: list[int], seed: int):
        self.webs = webs
        self.session = session
        self.chance = random.Random(seed)
        self.known = dict.fromkeys(conversations, 0)
        self.messages: dict[int, dict[int, dict]] = {pk: {} for pk in conversations}
        self.outbox: dict[str, tuple[int, str]] = {}
        self.acked: dict[str, int] = {}
        self.lines: list[ConnectionLog] = []
        self.wrongs: list[str] = []
        self.heads: dict[int, int] | None = None

    async def talk(self, seconds: float, *, pause=0.25, drop=0.5, changes=0.25):
        """Send something now and then, `changes` of it a change of an earlier message; disconnect
        with probability `drop` at the end of a stay."""
        self.heads, self.changes = None, changes
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            stay = left if self.chance.random() > drop else self.chance.uniform(0.05, 1)
            with contextlib.suppress(*LOST_LINE):
                await self._stay(min(stay, left), pause)
            await pause_async(self.chance.uniform(0, 0.2))

    async def settle(self, heads: dict[int, int], seconds: float = 60):
        """Reconnect, send what is left, and stay until everything has arrived."""
        self.heads = heads
        ends = asyncio.get_running_loop().time() + seconds
        while not self._settled():
            left = ends - asyncio.get_running_loop().time()
            assert left > 0, f"{self.outbox} {heads} {self.known} {self.wrongs}"
            with contextlib.suppress(*LOST_LINE):
                await self._stay(min(left, 30), None)
            await pause_async(0.1)

    def _settled(self) -> bool:
        return not self.outbox and all(self.known[pk] >= self.heads[pk] for pk in self.known)

    async def _stay(self, seconds, pause):
        web = self.chance.choice(self.webs)
        cookie = {"Cookie": f"sessionid={self.session}"}
        async with connect(web.socket_url, additional_headers=cookie, open_timeout=10) as line:
            out = {pk: ConnectionLog(pk, version) for pk, version in self.known.items()}
            self.lines += out.values()
            hearing = asyncio.create_task(self._hear(line, out))
            try:
                await line.send(json.dumps({"type": "resume", "versions": self.known}))
                for nonce in list(self.outbox):
                    await self._send(line, nonce)
                await self._chatter(line, hearing, seconds, pause)
            finally:
                hearing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await hearing

    async def _chatter(self, line, hearing, seconds, pause):
        """Send until the time is over or the connection is; without a `pause`, only receive."""
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0 and not hearing.done():
            if pause is None:
                await pause_async(0.1)
                if self._settled():
                    return
            else:
                await self._say_something(line)
                await pause_async(min(left, pause * self.chance.uniform(0.5, 1.5)))

    async def _say_something(self, line):
        conversation = self.chance.choice(list(self.known))
        own = [
            message["id"]
            for message in self.messages[conversation].values()
            if message["nonce"] in self.acked and not message["deleted"]
        ]
        if own and self.chance.random() < self.changes:
            here = {"conversation": conversation, "message": self.chance.choice(own)}
            await line.send(json.dumps(self._change() | here))
        else:
            nonce = str(uuid.uuid4())
            self.outbox[nonce] = (conversation, f"message {nonce}")
            await self._send(line, nonce)

    def _change(self) -> dict:
        changes = [
            {"type": "edit", "body": f"edited {uuid.uuid4()}"},
            {"type": "react", "emoji": "👍", "on": self.chance.random() < 0.5},
            {"type": "delete"},
        ]
        return self.chance.choice(changes)

    async def _send(self, line, nonce):
        conversation, body = self.outbox[nonce]
        frame = {"type": "send", "conversation": conversation, "nonce": nonce, "body": body}
        await line.send(json.dumps(frame))

    async def _hear(self, line, out: dict[int, ConnectionLog]):
        async for text in line:
            frame = json.loads(text)
            if frame["type"] == "message":
                self._note(frame["conversation"], frame["message"], out)
            elif frame["type"] == "ack":
                self._note_ack(frame)
            elif frame.get("code") == "unavailable" and frame["nonce"] in self.outbox:
                await pause_async(self.chance.uniform(0.2, 0.6))
                await self._send(line, frame["nonce"])
            elif frame.get("nonce") in self.outbox:
                self.wrongs.append(f"a message was refused: {frame}")

    def _note(self, conversation, message, out):
        version = message["version"]
        if conversation not in self.known:
            self.wrongs.append(f"heard conversation {conversation}, which isn't mine")
            return
        line = out[conversation]
        if version <= line.version:
            self.wrongs.append(f"{version} came after {line.version}")
        line.heard.append((version, message["id"]))
        self.known[conversation] = max(self.known[conversation], version)
        self.messages[conversation][message["id"]] = message

    def _note_ack(self, frame):
        self.outbox.pop(frame["nonce"], None)
        stored = self.acked.setdefault(frame["nonce"], frame["message"]["id"])
        if stored != frame["message"]["id"]:
            self.wrongs.append(f"{frame['nonce']} was stored twice")
