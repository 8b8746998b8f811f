"""Hands requests to a few long-lived threads, each of which makes all of an answer in one go.

a2wsgi's own responder returns to the loop for every piece of an answer, and waits there among
everything else: that took half of the time of a short one.
"""

import asyncio
import contextvars
import tempfile
from concurrent.futures import ThreadPoolExecutor

from a2wsgi.wsgi import build_environ

BODY = "nu_housing_app.body"  # an extension of a scope: the body as a file, at its end
IN_MEMORY = 1024 * 1024  # bytes of a body; a longer one waits on disk


class Pages:
    """An ASGI application out of Django's WSGI one, `django`, with so many threads."""

    def __init__(self, django, threads: int):
        self._django = django
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope, receive, send):
        # Our server has it as a file already, on disk if it is large.
        body = scope.get("extensions", {}).get(BODY) or await _body(receive)
        if body is None:
            return
        environ = build_environ(scope, body)
        # What came in chunks has said no length, and Django would read nothing of it.
        environ.setdefault("CONTENT_LENGTH", str(body.tell()))
        body.seek(0)
        start, response, content = await self._in_thread(self._answer, environ)
        await send(start)
        if content is None:
            await self._stream(response, send)
        else:
            await send({"type": "http.response.body", "body": content})

    def _answer(self, environ):
        """What the answer starts with, the response, and its content: None where that comes in
        pieces, else the response is closed."""
        start = {"type": "http.response.start"}

        def start_response(status, headers, exc_info=None):
            start["status"] = int(status[:3])
            start["headers"] = [
                (name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers
            ]

        # Closed here: whoever waits for the answer may have gone meanwhile.
        with environ["wsgi.input"]:
            response = self._django(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            content = b""  # of an answer in pieces Daphne would keep back the first alone
        elif getattr(response, "streaming", True):
            # So too what Sentry has wrapped, in something that doesn't say what it is.
            return start, response, None
        else:
            content = response.content
        response.close()
        return start, response, content

    async def _stream(self, response, send):
        try:
            pieces = iter(response)
            while (piece := await self._in_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self._in_thread(response.close)

    async def _in_thread(self, work, *args):
        here, loop = contextvars.copy_context(), asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, here.run, work, *args)


async def _body(receive):
    """The body, as a file at its end, which the server has all of; None where its sender has
    left."""
    body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - who answers closes it
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            return None
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    return body
