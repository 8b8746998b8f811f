"""A client of the chat's WebSocket, inside the test's own event loop."""

import uuid
from typing import Self

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore

from tests.support.communicator import Communicator


def session_of(user: AbstractBaseUser) -> str:
    """The key of a session in which the user is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


class ChatCommunicator(Communicator):
    """`async with ChatCommunicator(user) as tab` has it open, with `ready` received and everything
    resumed."""

    def __init__(
        self,
        user: AbstractBaseUser | None = None,
        *,
        origin: str | None = "http://localhost",
        resume: dict | None = None,
    ) -> None:
        super().__init__("/ws/", origin=origin)
        self.user = user
        self.first = {"type": "resume", "versions": resume or {}}
        self.ready: dict | None = None

    async def open(self) -> bool:
        if self.user is not None:
            session = await database_sync_to_async(session_of)(self.user)
            self.headers.append((b"cookie", f"sessionid={session}".encode()))
        return await super().open()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.ready = await self.next()
        await self.send_frame(**self.first)
        self.caught_up = await self.until("resumed")
        return self

    async def next(self) -> dict:
        """The next frame that isn't about presence."""
        while (frame := await self.receive_frame())["type"] == "presence":
            pass
        return frame

    async def until(self, kind: str) -> list[dict]:
        """Every frame up to the first of a kind, that one last."""
        frames = [await self.receive_frame()]
        while frames[-1]["type"] != kind:
            frames.append(await self.receive_frame())
        return frames

    async def last(self, kind: str) -> dict:
        return (await self.until(kind))[-1]

    async def send(self, conversation, body: str = "hi", nonce: str | None = None) -> dict:
        """Send a message and return its ack, or the error."""
        nonce = nonce or str(uuid.uuid4())
        await self.send_frame(type="send", conversation=conversation.pk, nonce=nonce, body=body)
        while True:
            frame = await self.next()
            if frame["type"] in ("ack", "error"):
                return frame

    async def receives_nothing(self) -> bool:
        """Whether nothing but presence comes before the answer to a ping."""
        await self.send_frame(type="ping")
        kinds = {frame["type"] for frame in await self.until("pong")}
        return kinds <= {"pong", "presence"}
