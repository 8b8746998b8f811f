"""Runs Django's WSGI handler in a few long-lived threads, each response in one go.

a2wsgi's own responder returns to the event loop for every piece of a response, and waits there
among other callbacks, which took half of the time of a short one.
"""

import asyncio
import contextvars
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar, TypeVarTuple

from a2wsgi.wsgi import build_environ
from django.http import HttpResponse

from realtime.asgi_types import Message, Receive, Scope, Send

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

BODY = "nu_housing_app.body"  # an extension in the scope: the body as a file, positioned at its end
IN_MEMORY = 1024 * 1024  # bytes of a body; a longer one is kept on disk


class WsgiBridge:
    """An ASGI application that answers with a WSGI application, `django`, in `threads` threads."""

    def __init__(self, django: Callable[..., Any], threads: int) -> None:
        self._django = django
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The platform's own server has received it as a file already, on disk if it is large.
        body = scope.get("extensions", {}).get(BODY) or await _receive_body(receive)
        if body is None:
            return
        environ: dict[str, Any] = build_environ(scope, body)
        # A chunked body comes without a length, and Django would read nothing of it.
        environ.setdefault("CONTENT_LENGTH", str(body.tell()))
        body.seek(0)
        start, response, content = await self._run_in_thread(self._respond, environ)
        await send(start)
        if content is None:
            await self._stream(response, send)
        else:
            await send({"type": "http.response.body", "body": content})

    def _respond(self, environ: dict[str, Any]) -> tuple[Message, HttpResponse, bytes | None]:
        """The ASGI start message, the response, and its content. Content is None if the response
        is streamed; if not, the response is closed already."""
        start: Message = {"type": "http.response.start"}

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> None:
            start["status"] = int(status[:3])
            start["headers"] = [
                (name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers
            ]

        # The body is closed here: the client may have disconnected meanwhile.
        with environ["wsgi.input"]:
            response = self._django(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            content = b""  # Daphne would drop only the first piece of a streamed response
        elif getattr(response, "streaming", True):
            # Sentry wraps responses in an object that doesn't say whether it streams.
            return start, response, None
        else:
            content = response.content
        response.close()
        return start, response, content

    async def _stream(self, response: HttpResponse, send: Send) -> None:
        pieces: Iterator[bytes] = iter(response)
        try:
            while (piece := await self._run_in_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self._run_in_thread(response.close)

    async def _run_in_thread(self, work: Callable[[*Args], Result], *args: *Args) -> Result:
        context, loop = contextvars.copy_context(), asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, context.run, work, *args)


async def _receive_body(receive: Receive) -> IO[bytes] | None:
    """The whole body as a file, at its end; None if the client has disconnected."""
    body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the response
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            return None
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    return body
