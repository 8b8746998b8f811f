"""An HTTP connection with deadlines, and refusals that reach the client.

Twisted's own timeout starts again with each byte, so a client that sends one a minute could hold a
connection, and a half-received upload on disk, for as long as it liked.
"""

import logging
import time
from typing import Any

from twisted.internet.interfaces import IDelayedCall
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel, Request

log = logging.getLogger(__name__)

HEADERS_TIMEOUT = 15.0  # seconds from the first byte of a request to the end of its headers
# A body may take BODY_GRACE seconds and as many more as its bytes take at MIN_RATE, at most
# BODY_TIMEOUT. A form with 60 MB of photos takes 8 minutes over 1 Mbit/s.
BODY_GRACE = 20.0
MIN_RATE = 4 * 1024  # bytes a second
BODY_TIMEOUT = 15 * 60.0
LINGER = 5.0  # seconds for which data of a refused client is still read, and dropped
STALL_TIMEOUT = 30.0  # seconds in which a client that doesn't keep up has to read something
# Bytes read from one connection before other connections are served. Twisted reads 64 KB, which can
# hold 10,000 of the shortest header lines or chunks and take a tenth of a second.
READ_SIZE = 8 * 1024  # bytes


def simple_response(status: str, sentence: str) -> bytes:
    """A whole response; `sentence` is HTML."""
    body = f"<!doctype html><title>{status}</title><p>{sentence}</p>".encode()
    head = (
        f"HTTP/1.1 {status}\r\nConnection: close\r\nCache-Control: no-store\r\n"
        "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


TIMEOUT = simple_response("408 Request Timeout", "Your request took too long to arrive. Try again.")


class Channel(HTTPChannel):
    maxHeaders = 100  # noqa: N815 - Twisted's interface, as all such names here
    is_refused = False
    transport: Any
    _dataBuffer: list[bytes]  # noqa: N815
    seconds = staticmethod(time.monotonic)
    _timer: IDelayedCall | None = None
    _body_began_at = 0.0  # seconds
    _received = 0  # bytes of the body, with the framing of its chunks
    _held = b""  # requests that wait until the client has read its responses
    _reader_timer: IDelayedCall | None = None  # checks whether the client reads
    _unsent: int | None = None  # bytes that it had left to read when that timer was set

    def connectionMade(self) -> None:  # noqa: N802
        self.transport.bufferSize = READ_SIZE
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        is_idle = self._timer is None and not self._handlingRequest
        if is_idle and not self.is_refused:
            self._timer = self.callLater(HEADERS_TIMEOUT, self.refuse, TIMEOUT)
        super().dataReceived(data)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        if not self.is_refused:
            super().lineReceived(line)

    def allHeadersReceived(self) -> None:  # noqa: N802
        self._stop_timer()
        super().allHeadersReceived()
        if self.length != 0 and not self.is_refused:
            self._body_began_at, self._received = self.seconds(), 0
            self._check_body()

    def rawDataReceived(self, data: bytes) -> None:  # noqa: N802
        if self.is_refused:
            return
        if not self._handlingRequest:
            self._received += len(data)
        super().rawDataReceived(data)

    def allContentReceived(self) -> None:  # noqa: N802
        self._stop_timer()
        if not self.is_refused:
            super().allContentReceived()

    def requestDone(self, request: Request) -> None:  # noqa: N802
        if self._waitingForTransport:
            # Twisted may have read hundreds of pipelined requests ahead. All of their responses
            # would stay in memory for a client that reads none of them.
            self._held, self._dataBuffer = b"".join(self._dataBuffer), []
            self._networkProducer.pauseProducing()
        super().requestDone(request)

    def pauseProducing(self) -> None:  # noqa: N802 - called when the client doesn't keep up
        super().pauseProducing()
        if self._reader_timer is None:
            self._unsent = None
            self._reader_timer = self.callLater(STALL_TIMEOUT, self._check_reader)

    def resumeProducing(self) -> None:  # noqa: N802 - called when it has read everything
        super().resumeProducing()
        self._stop_reader_timer()
        held, self._held = self._held, b""
        if held:
            self.dataReceived(held)

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        self._stop_timer()
        self._stop_reader_timer()
        super().connectionLost(reason)

    def refuse(self, response: bytes) -> None:
        """Answer with these bytes and close. Data that the client still sends is read and dropped
        for LINGER seconds: closing with unread data would reset the connection, and the response
        might not arrive."""
        if self.is_refused:
            return
        self.is_refused = True
        log.info("a connection was refused: status=%s", response[9:12].decode())
        self._stop_timer()
        self.setTimeout(None)
        self.transport.write(response)
        self.transport.loseWriteConnection()
        self._timer = self.callLater(LINGER, self.transport.abortConnection)

    def _check_body(self) -> None:
        allowed = min(BODY_GRACE + self._received / MIN_RATE, BODY_TIMEOUT)
        rest = self._body_began_at + allowed - self.seconds()
        if rest <= 0:
            self._timer = None
            self.refuse(TIMEOUT)
        else:
            self._timer = self.callLater(rest, self._check_body)

    def _check_reader(self) -> None:
        """Drop a client that has read nothing since the last check. The first check only notes how
        much is left: a response that is sent in pieces grows at first."""
        transport = self.transport
        unsent = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        if self._unsent is not None and unsent >= self._unsent:
            self._reader_timer = None
            transport.abortConnection()
            return
        self._unsent = unsent
        self._reader_timer = self.callLater(STALL_TIMEOUT, self._check_reader)

    def _stop_timer(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._timer = None

    def _stop_reader_timer(self) -> None:
        if self._reader_timer is not None and self._reader_timer.active():
            self._reader_timer.cancel()
        self._reader_timer = None

    def _send100Continue(self) -> None:  # noqa: N802
        if not self.is_refused:
            super()._send100Continue()
