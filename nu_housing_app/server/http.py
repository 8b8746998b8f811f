"""Daphne's HTTP request with size limits. All of it is received before a view runs."""

from io import BytesIO
from typing import IO
from urllib.parse import unquote

from daphne.http_protocol import HTTPFactory, WebRequest

from nu_housing_app.server.http_channel import Channel, answer

MEGABYTE = 1024 * 1024
MOST = 66 * MEGABYTE  # where files are taken; the views refuse what is larger than they take
REFUSAL = answer(
    "413 Content Too Large",
    "That is too much to send at once. If you are sending files, log in first.",
)


# A chunk takes some 10 µs of the event loop however short it is. Honest senders fill theirs.
MOST_CHUNKS, SHORTEST = 1000, 64  # any chunks at first, then so many bytes each on average
PIECEMEAL = answer("400 Bad Request", "Your request arrived in too many pieces.")


class Request(WebRequest):
    _chunks = 0
    _most: int | None = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Twisted would read forms as well, all at once and on the loop that everyone waits for:
        # five seconds and 300 MB for one of 16 MB.
        self._parsePOSTFormSubmission = False

    def __repr__(self):
        return "<Request>"  # Daphne logs it, and a path with what was searched for is nobody's

    def gotLength(self, length):  # noqa: N802 - Twisted's interface
        super().gotLength(length)
        self._most = self._most_bytes()
        if length is not None and length > self._most:
            self.channel.refuse(REFUSAL)

    def handleContentChunk(self, data):  # noqa: N802
        self._chunks += 1
        if self._chunks > MOST_CHUNKS + self.content.tell() / SHORTEST:
            self.channel.refuse(PIECEMEAL)
        if self.content.tell() + len(data) > self._most:
            self.channel.refuse(REFUSAL)
        if not self.channel.is_refused:
            super().handleContentChunk(data)

    def requestReceived(self, *line):  # noqa: N802
        # Daphne does what it says, and stumbles over what isn't ASCII; nobody of ours sends it.
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        super().requestReceived(*line)

    def take_body(self) -> IO[bytes]:
        """The body, at its end. Daphne, which would copy it into memory in pieces, finds none."""
        body, self.content = self.content, BytesIO()
        body.seek(0, 2)
        return body

    def handle_exception(self, exception):
        if self._response_started:
            # It can't become another answer, and Daphne's server, which would try, would look after
            # nothing any more. Whoever reads it sees that this wasn't all.
            self.channel.loseConnection()
        else:
            super().handle_exception(exception)

    def _most_bytes(self) -> int:
        """The limit of the body. A large one is only taken by views that take files, from clients
        with a session cookie; the view checks whether the session is valid."""
        # Imported here because Daphne sets Django up after it has imported this module.
        from accounts.authentication.socket_sessions import session_in
        from nu_housing_app.server.routes import takes_files

        cookies = b"; ".join(self.requestHeaders.getRawHeaders(b"Cookie", []))
        path = unquote(self.channel._path.partition(b"?")[0].decode("latin1"))
        return MOST if session_in(cookies) and takes_files(path) else MEGABYTE


class Factory(HTTPFactory):
    protocol = Channel

    def buildProtocol(self, addr):  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol
