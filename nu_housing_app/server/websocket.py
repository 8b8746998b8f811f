"""A WebSocket as Daphne serves it, with a short way out and with bounds: who has stopped reading is
cut off, where the stock one would hoard what they don't read."""

import asyncio

from autobahn.exception import Disconnected
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import reactor
from twisted.internet.tcp import Server as Transport

from nu_housing_app.server.frame_limits import FrameLimit
from realtime import connection

BACKLOG = 4 * 1024 * 1024  # bytes that may wait for one reader
SLOW = 10.0  # seconds that a reader may take none of them
MOST_UNREAD = 500  # messages that may wait for a consumer, for example during a slow query


class Reader:
    """Who reads a socket, as Twisted tells of them: a producer that is paused while they lag."""

    def __init__(self, transport):
        self._transport = transport
        self._waiting = 0
        self._alarm = None

    def wrote(self, size: int):
        """Count what is written while they lag."""
        if self._alarm is not None:
            self._waiting += size
            if self._waiting > BACKLOG:
                self._cut_off()

    def pauseProducing(self):  # noqa: N802 - Twisted's interface
        # Said again at every write while they lag.
        if self._alarm is None:
            self._waiting = 0
            self._alarm = reactor.callLater(SLOW, self._cut_off)

    def resumeProducing(self):  # noqa: N802
        self.stopProducing()

    def stopProducing(self):  # noqa: N802
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        self._alarm = None

    def _cut_off(self):
        self.stopProducing()
        self._transport.abortConnection()


class Inbox:
    """What has come in for an application. Stock Daphne has an asyncio.Queue, which takes 3 KB
    while it is empty, and most are."""

    __slots__ = ("_messages", "_waiting")

    def __init__(self):
        self._messages = []
        self._waiting: asyncio.Future | None = None

    def put_nowait(self, message):
        self._messages.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def __len__(self) -> int:
        return len(self._messages)

    async def get(self):
        """The next message. One task alone may wait for it; another may once it is cancelled."""
        while not self._messages:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return self._messages.pop(0)


# Nobody looks at these any more once a socket is open.
OF_THE_HANDSHAKE = {
    *("http_request_data", "http_status_line", "http_headers", "http_request_uri"),
    *("http_request_path", "http_request_params", "http_request_host", "http_response_data"),
    *("websocket_protocols", "websocket_origin", "websocket_extensions"),
    *("_wskey", "_raw_query_string", "_transport_details", "is_open", "application_deferred"),
    *("protocol_to_accept", "root_path", "clean_headers", "server_addr"),
}


class Protocol(WebSocketProtocol):
    limit: FrameLimit  # set with the application
    _pause = None  # the timer that ends it

    def __repr__(self):
        return "<WebSocket>"  # Daphne logs it, and an address is nobody's

    def extensions(self) -> dict:
        """What the scope offers to an application."""
        return {connection.EXTENSION: {"write": self.write}}

    def serverAccept(self, subprotocol=None):  # noqa: N802 - Daphne's interface
        super().serverAccept(subprotocol)
        self.reader = Reader(self.transport)
        # HTTP has left its own producer behind.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.reader, streaming=True)
        self._forget_the_handshake()

    def processData(self) -> bool:  # noqa: N802 - autobahn's interface
        """Whether more of the received data can be processed now."""
        if self.current_frame is None and self.data and (seconds := self._wait()):
            self._read_on_in(seconds)
            return False
        return super().processData()

    def onFrameBegin(self) -> None:  # noqa: N802
        self.limit.count(self.current_frame.length)
        super().onFrameBegin()

    def _wait(self) -> int:
        """Seconds until more is read; 0 for now."""
        return 1 if len(self.application_queue) > MOST_UNREAD else self.limit.wait()

    def _read_on_in(self, seconds: int) -> None:
        if self._pause is None:
            self.transport.pauseProducing()
            self._pause = reactor.callLater(seconds, self._read_on)

    def _read_on(self) -> None:
        self._pause = None
        self.transport.resumeProducing()
        self.consumeData()

    def _forget_the_handshake(self):
        """What was noted of it takes more room than what an open socket needs."""
        self.request.headers = None
        self.send_queue = ()  # what is cut into pieces: nothing of ours
        for name in OF_THE_HANDSHAKE & vars(self).keys():
            delattr(self, name)
        self.__dict__ = dict(vars(self))  # of what is left: it doesn't shrink by itself

    def serverSend(self, content, binary=False):  # noqa: N802
        try:
            super().serverSend(content, binary)
        except Disconnected:
            # Good-bye is said, and the other end's is on its way. For an application a socket is
            # open or closed: it hears that it is closed soon enough.
            return
        self.reader.wrote(len(content))

    def write(self, frames: bytes):
        """Send finished frames: at once, unless something waits before them. Twisted would wake
        its selector twice for each write."""
        if self.state != self.STATE_OPEN:
            return
        if self._is_clear():
            sent = self.transport.writeSomeData(frames)
            if isinstance(sent, Exception):
                return  # the selector has seen the end as well, and tells everyone
            frames = frames[sent:]
        if frames:
            self.transport.write(frames)
            self.reader.wrote(len(frames))

    def _is_clear(self) -> bool:
        # Over TLS the bytes are another's.
        transport = self.transport
        return type(transport) is Transport and not (
            transport.dataBuffer or transport._tempDataBuffer
        )


class Factory(WebSocketFactory):
    protocol = Protocol

    def setProtocolOptions(self, *args, **options):  # noqa: N802 - autobahn's interface
        super().setProtocolOptions(*args, **options)
        # Each protocol copies what its class lacks: thirty values that are the same for all.
        for name in Protocol.CONFIG_ATTRS:
            value = getattr(self, name)
            setattr(Protocol, name, staticmethod(value) if callable(value) else value)
