"""Queues requests while all worker threads are busy, and answers 503 when the wait gets too long.

A thread is a database connection, so there are few. A request that waits costs some memory and no
connection; past the limits a quick "come back" is kinder than an answer that the platform cuts off
at 30 s.

Requests that take long, such as uploads and searches, wait in queues of their own and may use only
some of the threads, so that the others always find one.
"""

import asyncio
import json
import time
from collections import Counter, deque
from functools import cache

from django.template.loader import render_to_string

from nu_housing_app import logging
from nu_housing_app.middleware import security_headers
from nu_housing_app.server.fair_semaphore import Client, FairSemaphore
from nu_housing_app.server.routes import Kind, client_of, kind_of
from realtime import database_executor, request_id

PATIENCE = 20.0  # seconds
QUEUE = 1000  # requests that wait at the most
RETRY_AFTER = 15  # seconds
PROBE = "/healthz"
WORDS = "Many people are here just now. Try again in a moment."
READERS = 2  # who only looks: their pages compute, and more at once would only hold each other
# up, and whoever talks meanwhile, who needs the interpreter for a moment again and again
POLITE = 0.02  # seconds that a page waits for what people say to each other


def in_turn(pages, threads: int, probe):
    """`pages`, which has so many threads: some are left for who writes, which may wait for mails
    and stores of files. A process whose threads all wait lives, and says so by `probe`, which has
    one of its own and needs no database."""
    readers, writers = max(1, min(READERS, threads - 1)), max(1, threads - READERS)
    reading, writing = Turns(pages, readers), Turns(pages, writers)
    queues = {
        Kind.READ: reading,
        Kind.SLOW_READ: Turns(reading, max(1, readers - 1), one_each=True),
        Kind.WRITE: writing,
        Kind.UPLOAD: Turns(writing, max(1, writers // 2), one_each=True),
    }

    async def front(scope, receive, send):
        kind = kind_of(scope)
        is_probe = scope["path"] == PROBE and kind is Kind.READ
        await (probe if is_probe else queues[kind])(scope, receive, send)

    return front


class Turns:
    def __init__(self, pages, threads: int, patience=PATIENCE, queue=QUEUE, *, one_each=False):
        """`pages`: an ASGI application that holds one of so many threads while it answers, or
        another queue before one. With `one_each`, a client has one request answered at a time."""
        self._pages = pages
        self._threads = FairSemaphore(threads, one_each=one_each)
        self._patience = patience
        self._queue = queue
        self._waiting: Counter[str] = Counter()  # by network

    async def __call__(self, scope, receive, send):
        visitor, client = Visitor(receive), client_of(scope)
        # A request that waits in two queues waits no longer than in one.
        arrived = scope.setdefault("arrived", time.monotonic())
        has_turn = await self._has_turn(visitor, client, arrived + self._patience)
        logging.waited.set(time.monotonic() - arrived)
        if not has_turn:
            return await refuse(scope, send)
        page = None
        try:
            if not isinstance(self._pages, Turns):
                await database_executor.wait_until_idle(POLITE)
            if not visitor.has_left():
                page = asyncio.create_task(self._pages(scope, visitor.receive, send))
                await asyncio.shield(page)
        finally:
            # Daphne cuts off what goes on long after its visitor has left. A thread can't be cut
            # off, and until it ends nobody else can have it.
            if page is None:
                self._threads.release(client)
            else:
                page.add_done_callback(lambda _: self._threads.release(client))

    async def _has_turn(self, visitor: "Visitor", client: Client, deadline: float) -> bool:
        if self._threads.is_free_for(client):
            await self._threads.acquire(client)
            return True
        if self._is_full_for(client):
            return False
        self._waiting[client.network] += 1
        try:
            async with asyncio.timeout(deadline - time.monotonic()), visitor.watched():
                await self._threads.acquire(client)
        except TimeoutError:
            return False
        finally:
            self._waiting[client.network] -= 1
            self._waiting += Counter()  # forget networks from which nothing waits
        return True

    def _is_full_for(self, client: Client) -> bool:
        """One network may have half of the queue, so that it can't shut others out."""
        has_half = self._waiting[client.network] > self._queue // 2
        return has_half or self._waiting.total() >= self._queue


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
    request_id.set_from_headers(asked)
    logging.line(scope["method"], "-", 503, 0)
    kind, body, more = _words_for(asked, page, detail)
    start = {
        "content-type": kind,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "retry-after": str(RETRY_AFTER),
        **{name.lower(): value for name, value in security_headers.BARE.items()},
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
