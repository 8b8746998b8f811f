"""What stands before the pages and the sockets, on the event loop."""

import string
from urllib.parse import quote

from channels.security.websocket import OriginValidator

from chat import broadcast


class PageFront:
    """Prepares a request for the threads behind, which speak WSGI."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        broadcast.remember_loop()
        # WSGI's query is ASCII; anyone can send other bytes, which a browser would have quoted.
        query = quote(scope["query_string"], safe=string.punctuation)
        await self.app({**scope, "query_string": query.encode("ascii")}, receive, send)


class SameOriginValidator(OriginValidator):
    """Refuses pages of other sites; a client that is no browser sends no Origin, and may come."""

    def valid_origin(self, parsed_origin):
        return parsed_origin is None or super().valid_origin(parsed_origin)
