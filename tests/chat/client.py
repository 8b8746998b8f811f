"""A socket client of the tests: what a tab does, told in JSON."""

import json
import uuid

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from nu_housing_app.asgi import application


def session_of(user) -> str:
    """The key of a session in which the person is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


class Tab:
    """One open socket. `async with Tab(user) as tab` has it connected and past `ready`."""

    def __init__(self, user=None, *, origin="http://localhost", resume: dict | None = None):
        self.user = user
        self.origin = origin
        self.first = {"type": "resume", "versions": resume or {}}
        self.ready = None

    async def open(self):
        cookie = ""
        if self.user is not None:
            cookie = f"sessionid={await database_sync_to_async(session_of)(self.user)}"
        headers = [(b"cookie", cookie.encode()), (b"host", b"localhost")]
        if self.origin:
            headers.append((b"origin", self.origin.encode()))
        self.wire = WebsocketCommunicator(application, "/ws/", headers)
        return (await self.wire.connect(timeout=5))[0]

    async def __aenter__(self):
        assert await self.open()
        self.ready = await self.next()
        await self.say(**self.first)
        self.caught_up = await self.until("resumed")
        return self

    async def __aexit__(self, failed, *_):
        # After a failure the wire is cut already, and its complaint would hide the reason.
        if failed is None:
            await self.wire.disconnect(timeout=5)

    async def say(self, **frame):
        await self.wire.send_to(text_data=json.dumps(frame))

    async def hear(self) -> dict:
        return json.loads(await self.wire.receive_from(5))

    async def next(self) -> dict:
        """The next frame that doesn't tell who came or went."""
        while (frame := await self.hear())["type"] == "presence":
            pass
        return frame

    async def until(self, kind: str) -> list[dict]:
        """Every frame up to the first of a kind, that one last."""
        frames = [await self.hear()]
        while frames[-1]["type"] != kind:
            frames.append(await self.hear())
        return frames

    async def last(self, kind: str) -> dict:
        return (await self.until(kind))[-1]

    async def send(self, conversation, body="hi", nonce=None) -> dict:
        """Send a message and return its ack (or the refusal)."""
        nonce = nonce or str(uuid.uuid4())
        await self.say(type="send", conversation=conversation.pk, nonce=nonce, body=body)
        while True:
            frame = await self.next()
            if frame["type"] in ("ack", "error"):
                return frame

    async def silent(self) -> bool:
        """Whether nothing is left to hear, but who came, once everything before a ping is done."""
        await self.say(type="ping")
        kinds = {frame["type"] for frame in await self.until("pong")}
        return kinds <= {"pong", "presence"}
