"""What stands before the pages and the sockets, on the event loop."""

from channels.security.websocket import OriginValidator

from live import calls


def on_the_loop(pages):
    """`pages` (an ASGI application that hands requests to threads), which can then tell sockets
    what a request has changed: the channel layer lives on this loop."""

    async def front(scope, receive, send):
        calls.remember_loop()
        # Daphne takes this from a header that any client may send, and every link that we make,
        # those in mails too, would start with it.
        await pages({**scope, "root_path": ""}, receive, send)

    return front


class SameOriginValidator(OriginValidator):
    """Refuses pages of other sites; a client that is no browser sends no Origin, and may come."""

    def valid_origin(self, parsed_origin):
        return parsed_origin is None or super().valid_origin(parsed_origin)
