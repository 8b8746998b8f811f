"""Keeps an open WebSocket small: most are idle for hours, and what one takes decides how many fit
into a dyno. Everything here relies on how Daphne and autobahn store a socket's state, so
requirements.in caps their versions, and tests/nu_housing_app/server/test_socket_memory.py says what
an upgrade has changed.

What each part saves, measured with 1,200 idle sockets on Python 3.11, which take 14 KB each and
without all of it 21:

| KB | part |
| --- | --- |
| 3.6 | HANDSHAKE_ATTRIBUTES: half is the headers and the response, half the rest |
| 1.4 | SHARED_ATTRIBUTES |
| 1.0 | SharedOptionsFactory |
| 0.8 | UNSET |
| 0.4 | onFrameEnd |
"""

from typing import Any

from autobahn.websocket.protocol import TrafficStats
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

# Nothing reads these once a socket is open.
HANDSHAKE_ATTRIBUTES = frozenset(
    {
        *("http_request_data", "http_response_data", "http_status_line", "http_headers"),
        *("http_request_uri", "http_request_path", "http_request_params", "http_request_host"),
        *("websocket_protocols", "websocket_origin", "websocket_extensions", "_wskey"),
        *("clean_headers", "server_addr", "application_deferred"),
        *("is_open", "_transport_details"),
    }
)
# Sockets can share these: counters that nobody reads, a queue for frames that are sent in pieces,
# which nothing here does, and the listeners of events, which nothing here has.
SHARED_ATTRIBUTES = frozenset({"trafficStats", "send_queue", "_valid_events", "_results"})
UNSET = (None, False, 0, "", b"")


class SmallProtocol(WebSocketProtocol):
    trafficStats = TrafficStats()  # type: ignore[no-untyped-call]  # noqa: N815 - autobahn's
    send_queue = ()

    def serverAccept(self, subprotocol: str | None = None) -> None:  # noqa: N802 - Daphne's
        super().serverAccept(subprotocol)
        for name in type(self.request).__slots__:
            if name != "path":  # which Daphne logs
                setattr(self.request, name, None)
        # A new dict, since one doesn't shrink when keys are deleted.
        self.__dict__ = {
            name: value for name, value in vars(self).items() if self._is_own(name, value)
        }

    def onFrameEnd(self) -> Any:  # noqa: N802 - autobahn's
        result = super().onFrameEnd()
        self.current_frame_masker = None
        return result

    def _is_own(self, name: str, value: object) -> bool:
        """Whether the socket has to store an attribute itself. Half of them are flags and counters
        that few sockets ever change: the class has these values for all."""
        if name in HANDSHAKE_ATTRIBUTES or name in SHARED_ATTRIBUTES:
            return False
        if not any(value is each for each in UNSET):
            return True
        if not hasattr(SmallProtocol, name):
            setattr(SmallProtocol, name, value)
        return getattr(type(self), name) is not value


class SharedOptionsFactory(WebSocketFactory):
    """Stores the options on the protocol's class. Each socket copies those that its class lacks:
    thirty values that are the same for all."""

    def setProtocolOptions(self, *args: Any, **options: Any) -> None:  # noqa: N802 - autobahn's
        super().setProtocolOptions(*args, **options)
        for name in self.protocol.CONFIG_ATTRS:
            value = getattr(self, name)
            setattr(self.protocol, name, staticmethod(value) if callable(value) else value)
