"""How long a client may take to send and to read, with a fake clock."""

import pytest
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.web.http import Request

from nu_housing_app.server.http_channel import Channel

MEGABYTE = 2**20


class Transport(StringTransport):
    """Its `dataBuffer` holds what the client hasn't read yet."""

    aborted = False
    dataBuffer, offset, _tempDataLen = b"", 0, 0  # noqa: N815 - Twisted's names

    def loseWriteConnection(self):  # noqa: N802 - Twisted's interface
        self.disconnecting = True

    def abortConnection(self):  # noqa: N802
        self.aborted = True


class Received(Request):
    """Counts the requests that have arrived completely."""

    number = 0

    def requestReceived(self, *line):  # noqa: N802
        type(self).number += 1


class Connection:
    def __init__(self, headers: bytes):
        self.clock, self.transport = Clock(), Transport()
        self.channel = Channel()
        self.channel.callLater, self.channel.seconds = self.clock.callLater, self.clock.seconds
        self.channel.timeOut = None
        self.channel.requestFactory = Received
        self.channel.makeConnection(self.transport)
        Received.number = 0
        self.channel.dataReceived(b"POST / HTTP/1.1\r\n" + headers + b"\r\n\r\n")

    def send(self, size: int, *, bytes_a_second: float) -> bytes:
        """Send a body of `size` bytes at this speed, a piece each second; returns the response."""
        piece = max(1, int(bytes_a_second))
        while size > 0 and not self.answer():
            self.clock.advance(piece / bytes_a_second)
            self.channel.dataReceived(bytes(min(piece, size)))
            size -= piece
        return self.answer()

    def answer(self) -> bytes:
        return self.transport.value()


@pytest.mark.parametrize(
    ("size", "bytes_a_second"),
    [(60 * MEGABYTE, 125_000), (MEGABYTE, 8_000), (10_000, 600), (60 * MEGABYTE, 80_000)],
)
def test_form_over_a_slow_connection_is_received(size, bytes_a_second):
    connection = Connection(b"Content-Length: %d" % size)
    assert connection.send(size, bytes_a_second=bytes_a_second) == b""
    assert Received.number == 1


@pytest.mark.parametrize(
    ("size", "bytes_a_second", "within"),
    [(MEGABYTE, 1, 25), (60 * MEGABYTE, 2_000, 60), (66 * MEGABYTE, 10_000, 901)],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_body_that_trickles_is_cut_off(size, bytes_a_second, within, is_chunked):
    framing = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % size
    connection = Connection(framing)
    if is_chunked:
        connection.channel.dataReceived(b"%x\r\n" % size)
    answer = connection.send(size, bytes_a_second=bytes_a_second)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert connection.clock.seconds() <= within
    assert Received.number == 0


def test_client_that_stays_after_its_refusal_is_dropped():
    connection = Connection(b"Content-Length: 100")
    connection.clock.advance(21)
    assert connection.transport.disconnecting
    connection.channel.dataReceived(bytes(10_000))
    assert not connection.transport.aborted
    connection.clock.advance(6)
    assert connection.transport.aborted


def test_no_deadline_is_left_when_a_request_has_arrived():
    connection = Connection(b"Content-Length: 3")
    connection.channel.dataReceived(b"abc")
    assert Received.number == 1
    assert not connection.clock.getDelayedCalls()


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_pipeline_waits_until_its_client_reads():
    connection = Connection(b"Content-Length: 0")
    channel = connection.channel
    channel.dataReceived(GET * 300)
    channel.pauseProducing()
    channel.requestDone(channel.requests[0])
    assert Received.number == 1
    channel.resumeProducing()
    assert Received.number == 2
    channel.requestDone(channel.requests[0])
    assert Received.number == 3


def test_client_that_reads_nothing_is_dropped():
    connection = Connection(b"Content-Length: 0")
    connection.transport.dataBuffer = bytes(200_000)
    connection.channel.pauseProducing()
    connection.clock.advance(31)
    assert not connection.transport.aborted
    connection.clock.advance(31)
    assert connection.transport.aborted


def test_client_that_reads_slowly_may_read_on():
    connection = Connection(b"Content-Length: 0")
    connection.channel.pauseProducing()
    for left in range(100, 0, -1):
        connection.transport.dataBuffer = bytes(left * 1000)
        connection.clock.advance(31)
    assert not connection.transport.aborted
    connection.channel.resumeProducing()
    assert not connection.clock.getDelayedCalls()
