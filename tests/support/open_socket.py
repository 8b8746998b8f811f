"""`python -m tests.support.open_socket` opens two sockets of the server without a network, uses and
closes one of them, and prints as JSON what that shows of their attributes. A process of its own,
because Daphne has to be imported before Twisted, and outside of any test's event loop."""

import json
from types import SimpleNamespace

import daphne.server  # noqa: F401 - see above
from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from nu_housing_app.server import websocket
from nu_housing_app.server.frame_limits import FrameLimit
from nu_housing_app.server.socket_memory import HANDSHAKE_ATTRIBUTES, SHARED_ATTRIBUTES

HANDSHAKE = (
    b"GET /ws/?a=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
LAST = 0x80
SERVER = SimpleNamespace(
    root_path="",
    proxy_forwarded_address_header=None,
    websocket_timeout=3600,
    ping_interval=0,  # check_timeouts pings at once
    protocol_connected=lambda protocol: None,
    protocol_disconnected=lambda protocol: None,
    log_action=lambda *action: None,
    create_application=lambda protocol, scope: Inbox(),
)

# Names of attributes.
ever_set: set[str] = set()
read_when_open: set[str] = set()


class Inbox(list):
    put_nowait = list.append


class Transport(StringTransport):
    def setTcpNoDelay(self, on: bool) -> None:  # noqa: N802 - Twisted's
        pass


class Protocol(websocket.Protocol):
    def __setattr__(self, name: str, value: object) -> None:
        ever_set.add(name)
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> object:  # only called for what isn't there
        if name in HANDSHAKE_ATTRIBUTES and "monitor" in vars(self):
            read_when_open.add(name)
        raise AttributeError(name)


def main() -> None:
    factory = websocket.Factory(SERVER)
    factory.protocol = Protocol
    factory.setProtocolOptions(openHandshakeTimeout=0, autoPingTimeout=0)
    protocol, other = request(factory), request(factory)
    for each in (protocol, other):
        each.serverAccept()
    messages, attributes = [], []
    try:
        messages = use(protocol)
        attributes = sorted(vars(protocol))
        close(protocol)
    except AttributeError:
        if not read_when_open:
            raise
    result = {
        "never_set": sorted((HANDSHAKE_ATTRIBUTES | SHARED_ATTRIBUTES) - ever_set),
        "read_when_open": sorted(read_when_open),
        "attributes": attributes,
        "messages": messages,
        "other_is_open": other.state == other.STATE_OPEN and not other.closedByMe,
    }
    print(json.dumps(result))


def request(factory: websocket.Factory) -> Protocol:
    protocol = factory.buildProtocol(None)
    # Daphne's HTTP request sets the one, the server the other.
    vars(protocol).update(_raw_query_string=b"a=1", limit=FrameLimit("local"))
    transport = Transport()
    transport.registerProducer(object(), streaming=True)
    protocol.makeConnection(transport)
    protocol.dataReceived(HANDSHAKE)
    return protocol


def use(protocol: Protocol) -> list:
    """Receive and send every kind of frame; returns what reached the application."""
    protocol.dataReceived(frame(TEXT, b"in ") + frame(LAST | PING, b"?"))
    protocol.dataReceived(frame(LAST | CONTINUATION, b"parts"))
    protocol.dataReceived(frame(LAST | BINARY, b"bytes"))
    protocol.check_timeouts()
    protocol.dataReceived(frame(LAST | PONG, b""))
    protocol.serverSend("text")
    protocol.serverSend(b"bytes", binary=True)
    protocol.write(b"\x81\x02hi")
    repr(protocol)
    return [
        message.get("text") or message["bytes"].decode()
        for message in protocol.application_queue
        if message["type"] == "websocket.receive"
    ]


def close(protocol: Protocol) -> None:
    protocol.serverClose(4503)
    protocol.dataReceived(frame(LAST | CLOSE, (4503).to_bytes(2)))
    protocol.connectionLost(Failure(ConnectionDone()))


def frame(first: int, payload: bytes) -> bytes:
    """A frame of a client, masked with zeros."""
    return bytes([first, 0x80 | len(payload)]) + bytes(4) + payload


if __name__ == "__main__":
    main()
