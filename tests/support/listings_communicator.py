"""A client of the listings' WebSocket."""

from tests.support.communicator import Communicator


class ListingsCommunicator(Communicator):
    """A socket without a login."""

    def __init__(self, *, origin: str | None = "http://localhost", forwarded_for: str = "") -> None:
        super().__init__("/ws/listings/", origin=origin)
        self.headers.append((b"x-forwarded-for", forwarded_for.encode()))

    async def watch(self, *listings, **more: object) -> None:
        """Subscribe to these listings; returns once the subscription is active."""
        await self.send_frame(type="watch", ids=[listing.pk for listing in listings], **more)
        await self.send_frame("?")
        assert (await self.next("error"))["code"] == "invalid"

    async def next(self, kind: str) -> dict:
        """The next frame, which must be of this type."""
        frame = await self.receive_frame()
        assert frame["type"] == kind, frame
        return frame

    async def state(self) -> tuple[int, str, int | None]:
        """(id, status, rent) of the next frame."""
        listing = (await self.next("listing"))["listing"]
        return listing["id"], listing["status"], listing["rent"]
