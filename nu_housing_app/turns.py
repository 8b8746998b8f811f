"""A request waits its turn while every thread is busy, and is told so when that takes too long.

A thread is a database connection, so there are few. What waits costs some memory and no connection;
past the limits a quick "come back" is kinder than an answer that the platform cuts off at 30 s.
"""

import asyncio
import json
import time
from collections import deque
from functools import cache

from django.template.loader import render_to_string

from live import database, trace
from nu_housing_app import headers, logs

PATIENCE = 20.0  # seconds
QUEUE = 1000  # requests that wait at the most
RETRY_AFTER = 15  # seconds
PROBE = "/healthz"
WORDS = "Many people are here just now. Try again in a moment."
READERS = 2  # who only looks: their pages compute, and more at once would only hold each other
# up, and whoever talks meanwhile, who needs the interpreter for a moment again and again
POLITE = 0.02  # seconds that a page waits for what people say to each other
LOOKS = {"GET", "HEAD"}


def in_turn(pages, threads: int, probe):
    """`pages`, which has so many threads: some are left for who writes, which may wait for mails
    and stores of files. A process whose threads all wait lives, and says so by `probe`, which has
    one of its own and needs no database."""
    looking = Turns(pages, max(1, min(READERS, threads - 1)))
    writing = Turns(pages, max(1, threads - READERS))

    async def front(scope, receive, send):
        turns = looking if scope["method"] in LOOKS else writing
        if scope["path"] == PROBE and turns is looking:
            turns = probe
        await turns(scope, receive, send)

    return front


class Turns:
    def __init__(self, pages, threads: int, patience=PATIENCE, queue=QUEUE):
        """`pages`: an ASGI application that holds one of so many threads while it answers."""
        self._pages = pages
        self._free = asyncio.Semaphore(threads)
        self._patience = patience
        self._queue = queue
        self._waiting = 0

    async def __call__(self, scope, receive, send):
        visitor, began = Visitor(receive), time.monotonic()
        has_turn = await self._has_turn(visitor)
        logs.waited.set(time.monotonic() - began)
        if not has_turn:
            return await refuse(scope, send)
        page = None
        try:
            await database.calm(POLITE)
            if not visitor.has_left():
                page = asyncio.create_task(self._pages(scope, visitor.receive, send))
                await asyncio.shield(page)
        finally:
            # Daphne cuts off what goes on long after its visitor has left. A thread can't be cut
            # off, and until it ends nobody else can have it.
            if page is None:
                self._free.release()
            else:
                page.add_done_callback(lambda _: self._free.release())

    async def _has_turn(self, visitor) -> bool:
        if not self._free.locked():
            return await self._free.acquire()
        if self._waiting >= self._queue:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience), visitor.watched():
                return await self._free.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1


class Visitor:
    """Who waits, and may leave: their page isn't made any more when their turn comes."""

    def __init__(self, receive):
        self._receive = receive
        self._read = deque()
        self._leaves = None

    def watched(self):
        self._leaves = asyncio.create_task(self._watch())
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        # What it has read is kept; a read that is cut short loses nothing.
        self._leaves.cancel()

    async def _watch(self):
        # Daphne has all of a body before it calls us, and hands it over in pieces.
        while (message := await self._receive())["type"] != "http.disconnect":
            self._read.append(message)

    def has_left(self) -> bool:
        return self._leaves is not None and self._leaves.done() and not self._leaves.cancelled()

    async def receive(self):
        return self._read.popleft() if self._read else await self._receive()


async def refuse(scope, send, page: str = "503_busy.html", detail: str = WORDS) -> None:
    asked = dict(scope["headers"])
    trace.note(asked)
    logs.line(scope["method"], "-", 503, 0)
    kind, body, more = _words_for(asked, page, detail)
    start = {
        "content-type": kind,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "retry-after": str(RETRY_AFTER),
        **{name.lower(): value for name, value in headers.BARE.items()},
        **more,
    }
    encoded = [(name.encode(), value.encode()) for name, value in start.items()]
    await send({"type": "http.response.start", "status": 503, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def _words_for(
    asked: dict[bytes, bytes], page: str, detail: str
) -> tuple[str, bytes, dict[str, str]]:
    """In the form that was asked for: content type, body, more headers."""
    if b"application/json" in asked.get(b"accept", b""):
        body = {"code": "unavailable", "detail": detail, "retry_after": RETRY_AFTER}
        return "application/json", json.dumps(body).encode(), {}
    if b"hx-request" in asked:
        notice = f'<p class="notice notice-error">{detail}</p>'
        where = {"hx-retarget": "#notices", "hx-reswap": "innerHTML show:#notices:top"}
        return "text/html; charset=utf-8", notice.encode(), where
    return "text/html; charset=utf-8", _page(page), {}


@cache
def _page(template: str) -> bytes:
    return render_to_string(template).encode()
