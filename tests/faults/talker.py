"""A client that keeps the protocol's side of the promises, and notes what breaks the server's."""

import asyncio
import contextlib
import json
import random
import uuid

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

LOST_LINE = (WebSocketException, InvalidHandshake, OSError, TimeoutError)


class Talker:
    """Talks in its conversations over lines that come and go, resends what was not acked, and
    resumes from what it has heard."""

    def __init__(self, webs, session: str, conversations: list[int], seed: int):
        self.webs = webs
        self.session = session
        self.chance = random.Random(seed)
        self.known = dict.fromkeys(conversations, 0)
        self.messages: dict[int, dict] = {}
        self.outbox: dict[str, tuple[int, str]] = {}
        self.acked: dict[str, int] = {}
        self.wrongs: list[str] = []

    async def talk(self, seconds: float, *, pause=0.25, drop=0.5):
        """Send now and then, and drop the line with probability `drop` at the end of a stay."""
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            stay = left if self.chance.random() > drop else self.chance.uniform(0.05, 1)
            with contextlib.suppress(*LOST_LINE):
                await self._stay(min(stay, left), pause)
            await asyncio.sleep(self.chance.uniform(0, 0.2))

    async def settle(self, heads: dict[int, int], seconds: float = 60):
        """Come back, send what is left, and stay until everything is here."""
        self.heads = heads
        async with asyncio.timeout(seconds):
            while not self._settled():
                with contextlib.suppress(*LOST_LINE):
                    await self._stay(seconds, None)

    def _settled(self) -> bool:
        return not self.outbox and all(self.known[pk] >= self.heads[pk] for pk in self.known)

    async def _stay(self, seconds, pause):
        web = self.chance.choice(self.webs)
        cookie = {"Cookie": f"sessionid={self.session}"}
        async with connect(web.socket_url, additional_headers=cookie, open_timeout=10) as line:
            out = dict.fromkeys(self.known, 0)
            hearing = asyncio.create_task(self._hear(line, out))
            await line.send(json.dumps({"type": "resume", "versions": self.known}))
            for nonce, (conversation, body) in list(self.outbox.items()):
                await self._send(line, nonce, conversation, body)
            await self._chatter(line, seconds, pause)
            hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hearing

    async def _chatter(self, line, seconds, pause):
        ends = asyncio.get_running_loop().time() + seconds
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            if pause is None:
                await asyncio.sleep(0.1)
                if self._settled():
                    return
                continue
            nonce, conversation = str(uuid.uuid4()), self.chance.choice(list(self.known))
            self.outbox[nonce] = (conversation, f"message {nonce}")
            await self._send(line, nonce, *self.outbox[nonce])
            await asyncio.sleep(min(left, pause * self.chance.uniform(0.5, 1.5)))

    async def _send(self, line, nonce, conversation, body):
        frame = {"type": "send", "conversation": conversation, "nonce": nonce, "body": body}
        await line.send(json.dumps(frame))

    async def _hear(self, line, out: dict[int, int]):
        """`out`: the highest version that has come over this line, for each conversation."""
        async for text in line:
            frame = json.loads(text)
            if frame["type"] == "message":
                self._note(frame["conversation"], frame["message"], out)
            elif frame["type"] == "ack":
                self._note_ack(frame)

    def _note(self, conversation, message, out):
        version = message["version"]
        if conversation not in self.known:
            self.wrongs.append(f"heard conversation {conversation}, which isn't mine")
            return
        if version <= out[conversation]:
            self.wrongs.append(f"{version} came after {out[conversation]}")
        out[conversation] = version
        self.known[conversation] = max(self.known[conversation], version)
        self.messages[message["id"]] = message

    def _note_ack(self, frame):
        self.outbox.pop(frame["nonce"], None)
        stored = self.acked.setdefault(frame["nonce"], frame["message"]["id"])
        if stored != frame["message"]["id"]:
            self.wrongs.append(f"{frame['nonce']} was stored twice")
