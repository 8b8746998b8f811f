"""WebSocket clients in conversations, which count and time the messages they receive."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import picows

from bench.chat.compared_servers import ConversationSetup

logging.getLogger("picows").setLevel(logging.WARNING)

BODY = "Is the room still free? I could come by on Thursday after class."
CONCURRENT_HANDSHAKES = 16
RESUME = b'{"type":"resume","versions":{}}'


class Receiver(Protocol):
    def receive(self, text: bytes) -> None: ...


@asynccontextmanager
async def connected(
    port: int, conversations: list[ConversationSetup]
) -> AsyncIterator[list["ConversationClients"]]:
    """Open all sockets of the conversations; yields the clients of each once all are open."""
    groups = [ConversationClients(conversation) for conversation in conversations]
    handshakes = asyncio.Semaphore(CONCURRENT_HANDSHAKES)

    async def connect(clients: ConversationClients, cookie: str | None) -> None:
        async with handshakes:
            await clients.connect(port, cookie)

    await asyncio.gather(
        *(connect(clients, cookie) for clients in groups for cookie in clients.setup.cookies)
    )
    # Until the presence events that each connection causes are delivered.
    await asyncio.sleep(2)
    try:
        yield groups
    finally:
        for clients in groups:
            clients.disconnect()


async def open_socket(
    receiver: Receiver, port: int, path: str, cookie: str | None, first: bytes | None
) -> picows.WSTransport:
    """Open a socket whose frames go to the receiver, send its `first` frame, and wait for the
    answer if that is a RESUME."""
    headers = {"Cookie": cookie} if cookie else {}
    transport, listener = await picows.ws_connect(
        lambda: Listener(receiver), f"ws://127.0.0.1:{port}{path}", extra_headers=headers
    )
    if first:
        transport.send(picows.WSMsgType.TEXT, first)
    if first is RESUME:
        await listener.resumed
    return transport


@dataclass
class Delivery:
    remaining: int  # sockets that haven't received the message
    done: asyncio.Future[None]


class ConversationClients:
    """All clients in one conversation."""

    def __init__(self, setup: ConversationSetup):
        self.setup = setup
        self.sockets: list[picows.WSTransport] = []
        self.delivered = 0
        self.acks: list[float] = []  # seconds from each send to its ack
        self._deliveries: dict[bytes, Delivery] = {}
        self._sent_at: dict[bytes, float] = {}

    async def connect(self, port: int, cookie: str | None) -> None:
        resume = RESUME if cookie else None
        self.sockets.append(await open_socket(self, port, self.setup.path, cookie, resume))

    def send(self, index: int) -> asyncio.Future[None]:
        """Send a message from one of the clients; done when every client has received it."""
        nonce = str(uuid.uuid4())
        delivery = Delivery(len(self.sockets), asyncio.get_running_loop().create_future())
        self._deliveries[nonce.encode()] = delivery
        self._sent_at[nonce.encode()] = time.monotonic()
        frame = json.dumps({**self.setup.extra, "nonce": nonce, "body": BODY})
        sender = self.sockets[index % len(self.sockets)]
        sender.send(picows.WSMsgType.TEXT, frame.encode())
        return delivery.done

    async def keep_sending(self, index: int) -> None:
        """Send the next message as soon as everyone has the last one."""
        while True:
            await self.send(index)

    def receive(self, text: bytes) -> None:
        kind = text[9:13]  # after {"type":" with a blank or without one
        if b"mes" in kind:
            self._count_delivery(_nonce_in(text))
        elif b"ack" in kind:
            self.acks.append(time.monotonic() - self._sent_at.pop(_nonce_in(text)))

    def _count_delivery(self, nonce: bytes) -> None:
        self.delivered += 1
        if delivery := self._deliveries.get(nonce):
            delivery.remaining -= 1
            if delivery.remaining == 0:
                del self._deliveries[nonce]
                if not delivery.done.cancelled():
                    delivery.done.set_result(None)

    def disconnect(self) -> None:
        for socket in self.sockets:
            socket.disconnect()


class Listener(picows.WSListener):
    def __init__(self, receiver: Receiver):
        self.receiver = receiver
        self.resumed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        if frame.msg_type == picows.WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == picows.WSMsgType.TEXT:
            text = frame.get_payload_as_bytes()
            if not self.resumed.done() and b'"resumed"' in text[:20]:
                self.resumed.set_result(None)
            self.receiver.receive(text)


def _nonce_in(text: bytes) -> bytes:
    at = text.index(b'"nonce":') + 8
    return text[text.index(b'"', at) + 1 :][:36]


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
