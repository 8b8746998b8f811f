from collections.abc import Awaitable, Mapping

from channels.security.websocket import WebsocketDenier

from realtime.asgi_types import Application, Receive, Scope, Send


class SocketRouter:
    """Passes a socket to the application of its path, and refuses those of any other path: clients
    may request any, and Channels' own router logs an error with a traceback for it. That router
    would also keep a second scope and a coroutine for each open socket, which is 1.5 KB."""

    def __init__(self, applications: Mapping[str, Application]) -> None:
        self._applications = applications
        self._refuse: Application = WebsocketDenier.as_asgi()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not a coroutine function: its frame would stay in memory for each open socket.
        application = self._applications.get(scope["path"], self._refuse)
        return application(scope, receive, send)
