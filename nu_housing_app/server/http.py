"""Daphne's HTTP request with size limits. All of it is received before a view runs."""

from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote

from daphne.http_protocol import HTTPFactory, WebRequest

from nu_housing_app.server.http_channel import Channel, simple_response

MEGABYTE = 1024 * 1024
# For views that accept files. Each of them refuses files above a limit of its own.
MAX_UPLOAD = 66 * MEGABYTE
TOO_LARGE = simple_response(
    "413 Content Too Large",
    "That is too much to send at once. If you are sending files, log in first.",
)


# A chunk takes some 10 µs of the event loop, however short it is. Honest clients send long ones.
FREE_CHUNKS = 1000
MIN_CHUNK = 64  # bytes, on average, of the chunks after those
TOO_MANY_CHUNKS = simple_response("400 Bad Request", "Your request arrived in too many pieces.")


class Request(WebRequest):
    content: IO[bytes]
    _chunks = 0
    _max_bytes = MEGABYTE

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Twisted would parse forms, too, without a pause on the event loop that all clients share:
        # one of 16 MB takes five seconds and 300 MB.
        self._parsePOSTFormSubmission = False

    def __repr__(self) -> str:
        return "<Request>"  # Daphne logs it, and logs hold no path, which may hold a search

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's interface
        super().gotLength(length)
        self._max_bytes = self._find_max_bytes()
        if length is not None and length > self._max_bytes:
            self.channel.refuse(TOO_LARGE)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._chunks += 1
        if self._chunks > FREE_CHUNKS + self.content.tell() / MIN_CHUNK:
            self.channel.refuse(TOO_MANY_CHUNKS)
        if self.content.tell() + len(data) > self._max_bytes:
            self.channel.refuse(TOO_LARGE)
        if not self.channel.is_refused:
            super().handleContentChunk(data)

    def requestReceived(self, *line: bytes) -> None:  # noqa: N802
        # Daphne obeys this header, and fails if it isn't ASCII; no router sends it.
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        super().requestReceived(*line)

    def take_body(self) -> IO[bytes]:
        """The body as a file, at its end. Daphne, which would copy it into memory in pieces, is
        left an empty one."""
        body: IO[bytes] = self.content
        self.content = BytesIO()
        body.seek(0, 2)
        return body

    def handle_exception(self, exception: Exception) -> None:
        if self._response_started:
            # It is too late for an error page, and Daphne would fail in the attempt. A connection
            # that closes early tells the client that the response is incomplete.
            self.channel.loseConnection()
        else:
            super().handle_exception(exception)

    def _find_max_bytes(self) -> int:
        """The limit of the body. A large one is only taken by views that take files, from clients
        with a session cookie; the view checks whether the session is valid."""
        # Imported here because Daphne sets Django up after it has imported this module.
        from accounts.authentication.socket_sessions import session_in
        from nu_housing_app.server.request_kinds import takes_files

        cookies = b"; ".join(self.requestHeaders.getRawHeaders(b"Cookie", []))
        path = unquote(self.channel._path.partition(b"?")[0].decode("latin1"))
        return MAX_UPLOAD if session_in(cookies) and takes_files(path) else MEGABYTE


class Factory(HTTPFactory):
    protocol = Channel

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol
