"""A line in the log for each socket's end: whose it was, how long it stood, why it went."""

import logging
import time

from live import trace

log = logging.getLogger("socket")


def logged(consumer):
    """`consumer`, an ASGI application, with its end logged; below whatever finds the user."""

    async def socket(scope, receive, send):
        trace.note(dict(scope["headers"]))
        began, codes = time.monotonic(), []

        async def hear():
            message = await receive()
            if message["type"] == "websocket.disconnect":
                codes.append(message.get("code"))
            return message

        async def say(message):
            if message["type"] == "websocket.close":
                codes.append(message.get("code"))
            await send(message)

        try:
            await consumer(scope, hear, say)
        finally:
            log.info(
                "route=%s code=%s s=%d user=%s",
                scope["path"],
                codes[0] if codes else "-",
                time.monotonic() - began,
                getattr(scope.get("user"), "pk", None) or "-",
            )

    return socket
