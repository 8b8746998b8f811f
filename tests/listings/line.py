"""A client of the listings' socket, told in JSON."""

import json

from channels.testing import WebsocketCommunicator

from nu_housing_app.asgi import application


class Line:
    """`async with Line() as line` has it open; nobody is logged in."""

    def __init__(self, *, origin: str | None = "http://localhost", forwarded_for: str = ""):
        headers = [(b"host", b"localhost"), (b"x-forwarded-for", forwarded_for.encode())]
        if origin:
            headers.append((b"origin", origin.encode()))
        self.wire = WebsocketCommunicator(application, "/ws/listings/", headers)

    async def open(self) -> bool:
        return (await self.wire.connect(timeout=5))[0]

    async def __aenter__(self):
        assert await self.open()
        return self

    async def __aexit__(self, failed, *_):
        # After a failure the wire is cut already, and its complaint would hide the reason.
        if failed is None:
            await self.wire.disconnect(timeout=5)

    async def say(self, text: str | None = None, **frame):
        await self.wire.send_to(text_data=json.dumps(frame) if text is None else text)

    async def watch(self, *listings, **more):
        """Watch these; what is said between here and the answer has been heard when it comes."""
        await self.say(type="watch", ids=[listing.pk for listing in listings], **more)
        await self.say("?")
        assert (await self.next("error"))["code"] == "invalid"

    async def next(self, kind: str) -> dict:
        """The next frame, which is of this kind."""
        frame = json.loads(await self.wire.receive_from(5))
        assert frame["type"] == kind, frame
        return frame

    async def state(self) -> tuple[int, str, int | None]:
        """(id, status, rent) of the next frame."""
        listing = (await self.next("listing"))["listing"]
        return listing["id"], listing["status"], listing["rent"]
