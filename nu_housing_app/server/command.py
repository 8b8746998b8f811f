"""Daphne with limits and a graceful shutdown: `python -m nu_housing_app.server.command` takes
daphne's own options.

Stock Daphne is gone 0.2 s after SIGTERM: requests get an empty reply and sockets drop without a
word. Here what runs is finished, and sockets are closed with 1012 (service restart), spread over a
few seconds so that a thousand clients don't return in one instant. What requests and sockets may
take is bounded (see `requests` and `sockets`).
"""

import asyncio
import gc
import os
import random
import sys
from functools import partial

import daphne.server
from daphne.cli import CommandLineInterface
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import defer

from nu_housing_app.server import http, websocket
from nu_housing_app.server.frame_limits import FrameLimit
from nu_housing_app.server.wsgi_bridge import BODY

SERVICE_RESTART = 1012
SPREAD = 4.0  # seconds over which the sockets are closed
PATIENCE = 20.0  # seconds that requests may still take; a platform kills after 30
MESSAGE = 4 * 1024 * 1024  # a longer frame closes its socket; what is shorter gets an answer
TURN = 0.0001  # seconds that a busy thread keeps the interpreter from the others: pages take long,
# and what people say to each other needs it for a moment, many times on its way
GARBAGE = 5000  # objects that come and stay before the collector looks: what a page leaves behind
# is garbage by then, and doesn't grow old
QUEUE = 2048  # connections that wait to be taken


class HousingServer(Server):
    def __init__(self, *args, endpoints=(), **options):
        super().__init__(
            *args,
            endpoints=[_with_a_queue(endpoint) for endpoint in endpoints],
            **options
            | {
                "websocket_max_message_size": MESSAGE,
                "websocket_max_frame_size": MESSAGE,
            },
        )
        self._ports = []

    def run(self):
        # Daphne makes its requests and sockets by these names, and has no other way to choose them.
        daphne.server.HTTPFactory = http.Factory
        daphne.server.WebSocketFactory = websocket.Factory
        sys.setswitchinterval(TURN)
        _spare_what_stays()
        super().run()

    def listen_success(self, port):
        super().listen_success(port)
        self._ports.append(port)
        # Imported here because it reads the settings, which aren't named before this.
        from nu_housing_app.server.startup import startup

        startup.begin()

    def create_application(self, protocol, scope):
        if scope["type"] != "websocket":
            scope["extensions"] = {BODY: protocol.take_body()}
            return super().create_application(protocol, scope)
        scope |= {"asgi": {"version": "3.0"}, "extensions": protocol.extensions()}
        protocol.limit = FrameLimit(_network_of(scope))
        inbox = websocket.Inbox()
        application = self.application(
            scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(application)
        return inbox

    def kill_all_applications(self):
        """What the reactor waits for before it ends."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._wind_down()))

    async def _wind_down(self):
        for port in self._ports:
            port.stopListening()
        await asyncio.gather(self._close_sockets(), self._finish(PATIENCE, self._runs))
        # The sockets' applications say good-bye to the database.
        await self._finish(2, lambda application, _: not application.done())
        running = [application for application, _ in self._applications()]
        for application in running:
            application.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _close_sockets(self):
        sockets = [each for each in self.connections if isinstance(each, WebSocketProtocol)]
        random.shuffle(sockets)
        for socket in sockets:
            if socket.state == socket.STATE_OPEN:
                socket.sendCloseFrame(code=SERVICE_RESTART)
            await asyncio.sleep(SPREAD / len(sockets))

    async def _finish(self, seconds: float, unfinished):
        """Wait while `unfinished(application, protocol)` holds of any, at most so long."""
        for _ in range(int(seconds / 0.1)):
            if not any(unfinished(*each) for each in self._applications()):
                return
            await asyncio.sleep(0.1)

    def _applications(self):
        return [
            (details["application_instance"], protocol)
            for protocol, details in self.connections.items()
            if "application_instance" in details
        ]

    @staticmethod
    def _runs(application, protocol) -> bool:
        return not isinstance(protocol, WebSocketProtocol) and not application.done()


def _network_of(scope) -> str:
    # Imported here because it needs Django, which isn't set up when this module is imported.
    from nu_housing_app.server.routes import client_of

    return client_of(scope).network


def _spare_what_stays():
    """Have the collector pass over all that was loaded at the start: to look through it again and
    again would stop everyone for a tenth of a second, every few seconds under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])


def _with_a_queue(endpoint: str) -> str:
    """Who comes with a thousand others waits for their turn; the kernel would let 50 in and have
    the rest knock again after seconds."""
    return f"{endpoint}:backlog={QUEUE}" if endpoint.startswith("tcp:") else endpoint


class CommandLine(CommandLineInterface):
    server_class = HousingServer

    def run(self, args):
        # Silent but for our own lines, which Daphne's would repeat with addresses in them.
        super().run(["--verbosity", "0", *args])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nu_housing_app.settings")
    CommandLine.entrypoint()
