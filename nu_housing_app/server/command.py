"""Daphne with limits and a graceful shutdown: `python -m nu_housing_app.server.command` takes
daphne's own options.

Stock Daphne exits 0.2 s after SIGTERM: requests get an empty reply, and sockets are dropped
without a close frame. This one finishes the running requests and closes the sockets with 1012
(service restart), spread over a few seconds, so that a thousand clients don't reconnect at once.
`server.http` and `server.websocket` limit what requests and sockets may use.
"""

import asyncio
import gc
import os
import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import daphne.server
from daphne.cli import CommandLineInterface
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import defer

from nu_housing_app.server import http, websocket
from nu_housing_app.server.frame_limits import FrameLimit
from nu_housing_app.server.wsgi_bridge import BODY
from realtime.asgi_types import Scope

CLOSE_SERVICE_RESTART = 1012
CLOSE_SPREAD = 4.0  # seconds over which the sockets are closed
GRACE = 20.0  # seconds for running requests to finish; Heroku kills the process after 30
# Bytes of a WebSocket frame or message; a longer one closes its socket. The limits of the consumers
# are lower, and answered with an error frame.
MAX_FRAME_SIZE = 4 * 1024 * 1024
# Seconds for which a thread keeps the interpreter while others want it. Pages compute for long; a
# chat message needs it many times, for a moment each.
SWITCH_INTERVAL = 0.0001
# Net allocations before the garbage collector scans young objects: those of one page are garbage
# by then, and aren't promoted.
GC_THRESHOLD = 5000
LISTEN_BACKLOG = 2048  # connections that wait to be accepted


class HousingServer(Server):
    def __init__(self, *args: Any, endpoints: Sequence[str] = (), **options: Any) -> None:
        super().__init__(
            *args,
            endpoints=[_with_backlog(endpoint) for endpoint in endpoints],
            **options
            | {
                "websocket_max_message_size": MAX_FRAME_SIZE,
                "websocket_max_frame_size": MAX_FRAME_SIZE,
            },
        )
        self._ports: list[Any] = []

    def run(self) -> None:
        # Daphne creates its requests and sockets from these names, and offers no other way to
        # replace them.
        daphne.server.HTTPFactory = http.Factory
        daphne.server.WebSocketFactory = websocket.Factory
        sys.setswitchinterval(SWITCH_INTERVAL)
        _tune_garbage_collector()
        super().run()

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self._ports.append(port)
        # Imported here because it reads the settings, which aren't configured before this.
        from nu_housing_app.server.startup import startup

        startup.begin()

    def create_application(self, protocol: Any, scope: Scope) -> Any:
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

    def kill_all_applications(self) -> defer.Deferred[None]:
        """Return the deferred that the reactor waits for before it stops."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._shut_down()))

    async def _shut_down(self) -> None:
        for port in self._ports:
            port.stopListening()
        await asyncio.gather(
            self._close_sockets(), self._wait_while(self._is_running_request, GRACE)
        )
        # The applications of sockets record in the database that their users are offline.
        await self._wait_while(lambda application, _: not application.done(), 2)
        running = [application for application, _ in self._applications()]
        for application in running:
            application.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _close_sockets(self) -> None:
        sockets = [each for each in self.connections if isinstance(each, WebSocketProtocol)]
        random.shuffle(sockets)
        for socket in sockets:
            if socket.state == socket.STATE_OPEN:
                socket.sendCloseFrame(code=CLOSE_SERVICE_RESTART)
            await asyncio.sleep(CLOSE_SPREAD / len(sockets))

    async def _wait_while(
        self, condition: Callable[[asyncio.Future[None], Any], bool], seconds: float
    ) -> None:
        """Wait while `condition(application, protocol)` is true for any, for `seconds` at most."""
        for _ in range(int(seconds / 0.1)):
            if not any(condition(*each) for each in self._applications()):
                return
            await asyncio.sleep(0.1)

    def _applications(self) -> list[tuple[asyncio.Future[None], Any]]:
        return [
            (details["application_instance"], protocol)
            for protocol, details in self.connections.items()
            if "application_instance" in details
        ]

    @staticmethod
    def _is_running_request(application: asyncio.Future[None], protocol: Any) -> bool:
        return not isinstance(protocol, WebSocketProtocol) and not application.done()


def _network_of(scope: Scope) -> str:
    # Imported here because it needs Django, which isn't set up when this module is imported.
    from nu_housing_app.server.request_kinds import client_of

    return client_of(scope).network


def _tune_garbage_collector() -> None:
    """Exclude everything that was loaded at the start: scanning it would stop the process for a
    tenth of a second, every few seconds under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, *gc.get_threshold()[1:])


def _with_backlog(endpoint: str) -> str:
    """Let a thousand clients that connect at once wait to be accepted; by default the kernel queues
    50, and the others try again after seconds."""
    return f"{endpoint}:backlog={LISTEN_BACKLOG}" if endpoint.startswith("tcp:") else endpoint


class CommandLine(CommandLineInterface):
    server_class = HousingServer

    def run(self, args: Sequence[str]) -> None:
        # Daphne's own log lines would repeat the platform's, with clients' addresses.
        super().run(["--verbosity", "0", *args])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nu_housing_app.settings")
    CommandLine.entrypoint()
