"""A WebSocket of the site, opened inside the test's own event loop."""

import json
from typing import Self

from channels.testing import WebsocketCommunicator

from nu_housing_app.asgi import application


class Communicator:
    """`async with Communicator("/ws/...") as socket` has it open. `wire` is the communicator of
    Channels, once it is open."""

    def __init__(self, path: str, *, origin: str | None = "http://localhost") -> None:
        self.path = path
        self.headers = [(b"host", b"localhost")]
        if origin:
            self.headers.append((b"origin", origin.encode()))

    async def open(self) -> bool:
        """Whether the handshake was accepted."""
        self.wire = WebsocketCommunicator(application, self.path, self.headers)
        return (await self.wire.connect(timeout=5))[0]

    async def __aenter__(self) -> Self:
        assert await self.open()
        return self

    async def __aexit__(self, failed: type[BaseException] | None, *_: object) -> None:
        # After a failure the connection is closed already, and closing it again would hide why.
        if failed is None:
            await self.wire.disconnect(timeout=5)

    async def send_frame(self, text: str | None = None, **frame: object) -> None:
        """Send a text, or a frame as JSON."""
        await self.wire.send_to(text_data=json.dumps(frame) if text is None else text)

    async def receive_frame(self) -> dict:
        """Receive a frame."""
        return json.loads(await self.wire.receive_from(5))
