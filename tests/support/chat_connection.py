"""A socket over a real connection, with a library that shares nothing with the server."""

import contextlib
import json
import time
import uuid

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class ChatConnection:
    """One open socket to a web process. Stores every message frame that it receives."""

    def __init__(self, web, session: str, versions: dict | None = None):
        cookie = {"Cookie": f"sessionid={session}"}
        self.socket = connect(web.socket_url, additional_headers=cookie, legacy=True)
        self.received: list[dict] = []
        self.ready = self.next("ready")
        self.send_frame(type="resume", versions=versions or {})
        self.next("resumed")

    def close(self):
        self.socket.close()

    def send_frame(self, **frame):
        self.socket.send(json.dumps(frame))

    def next(self, kind: str, seconds: float = 10, **parts) -> dict:
        """The next frame of a type with these values."""
        ends = time.monotonic() + seconds
        while True:
            frame = self._take(max(0.01, ends - time.monotonic()))
            if frame["type"] == kind and parts.items() <= frame.items():
                return frame

    def post(self, conversation, body="hi", nonce=None) -> str:
        """Send without waiting for the ack; returns the nonce."""
        nonce = nonce or str(uuid.uuid4())
        self.send_frame(type="send", conversation=conversation.pk, nonce=nonce, body=body)
        return nonce

    def send(self, conversation, body="hi", nonce=None, seconds: float = 10) -> dict:
        """Send, and return the message as it was acked."""
        nonce = self.post(conversation, body, nonce)
        return self.next("ack", seconds, nonce=nonce)["message"]

    def wait_for(self, body: str, seconds: float = 10) -> float:
        """Wait until a message with this body arrives; returns how many seconds that took."""
        began = time.monotonic()
        while not any(message["body"] == body for message in self.received):
            self.next("message", seconds - (time.monotonic() - began))
        return time.monotonic() - began

    def drain(self):
        """Receive frames until none has arrived for a second, or the connection is closed."""
        with contextlib.suppress(TimeoutError, ConnectionClosed):
            while True:
                self._take(1)

    def _take(self, seconds: float) -> dict:
        frame = json.loads(self.socket.recv(timeout=seconds))
        if frame["type"] == "message":
            self.received.append(frame["message"])
        return frame

    @property
    def versions(self) -> list[int]:
        return [message["version"] for message in self.received]
