"""Queues requests while all worker threads are busy, and answers 503 when the wait gets too long.

A thread is a database connection, so there are few. A request that waits costs some memory and no
connection; past the limits, a quick 503 is better than a response that the platform cuts off after
30 s.

Requests that take long, such as uploads and searches, wait in queues of their own and may use only
some of the threads, so that the others always find one.
"""

import asyncio
import json
import time
from collections import Counter, deque
from functools import cache
from types import TracebackType

from django.template.loader import render_to_string

from nu_housing_app import logging, refusals
from nu_housing_app.middleware import security_headers
from nu_housing_app.server.fair_semaphore import Client, FairSemaphore
from nu_housing_app.server.request_kinds import Kind, client_of, kind_of
from realtime import database_executor, request_id
from realtime.asgi_types import Application, Message, Receive, Scope, Send

MAX_WAIT = 20.0  # seconds
MAX_WAITING = 1000  # requests
RETRY_AFTER = 15  # seconds
PROBE = "/healthz"
DETAIL = "Many people are here right now. Try again in a moment."
# Threads for requests that only read. They compute, so more at once would only slow down each other
# and the chat, which needs the interpreter many times for each message.
READ_THREADS = 2
YIELD_TO_CHAT = 0.02  # seconds that a page waits, at most, for the database work of sockets


def queue_by_kind(pages: Application, threads: int, probe: Application) -> Application:
    """Queue requests for `pages`, which has `threads` threads: some are reserved for requests that
    write, which may wait for email and file storage. `probe` answers whether the process is alive,
    even if all threads wait: it has a thread of its own and needs no database."""
    read_threads = max(1, min(READ_THREADS, threads - 1))
    write_threads = max(1, threads - READ_THREADS)
    reads, writes = RequestQueue(pages, read_threads), RequestQueue(pages, write_threads)
    queues = {
        Kind.READ: reads,
        Kind.SLOW_READ: RequestQueue(reads, max(1, read_threads - 1), one_per_client=True),
        Kind.WRITE: writes,
        Kind.UPLOAD: RequestQueue(writes, max(1, write_threads // 2), one_per_client=True),
    }

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        kind = kind_of(scope)
        is_probe = scope["path"] == PROBE and kind is Kind.READ
        await (probe if is_probe else queues[kind])(scope, receive, send)

    return application


class RequestQueue:
    def __init__(
        self,
        pages: Application,
        threads: int,
        max_wait: float = MAX_WAIT,
        max_waiting: int = MAX_WAITING,
        *,
        one_per_client: bool = False,
    ) -> None:
        """`pages`: an ASGI application that holds one of `threads` threads for each request, or
        another queue in front of one. With `one_per_client`, a client has one request answered at a
        time."""
        self._pages = pages
        self._threads = FairSemaphore(threads, one_per_client=one_per_client)
        self._max_wait = max_wait
        self._max_waiting = max_waiting
        self._waiting: Counter[str] = Counter()  # by network

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, client = ReadAhead(receive), client_of(scope)
        # A request that waits in two queues waits no longer than in one.
        arrived_at = scope.setdefault("arrived", time.monotonic())
        has_thread = await self._wait_for_thread(body, client, arrived_at + self._max_wait)
        logging.queued.set(time.monotonic() - arrived_at)
        if not has_thread:
            return await refuse(scope, send)
        page: asyncio.Future[None] | None = None
        try:
            if not isinstance(self._pages, RequestQueue):
                await database_executor.wait_until_idle(YIELD_TO_CHAT)
            if not body.is_disconnected():
                page = asyncio.ensure_future(self._pages(scope, body.receive, send))
                await asyncio.shield(page)
        finally:
            # Daphne cancels an application that still runs long after its client disconnected. A
            # thread can't be canceled, and stays occupied until it ends.
            if page is None:
                self._threads.release(client)
            else:
                page.add_done_callback(lambda _: self._threads.release(client))

    async def _wait_for_thread(self, body: "ReadAhead", client: Client, deadline: float) -> bool:
        if self._threads.is_free_for(client):
            await self._threads.acquire(client)
            return True
        if self._is_full_for(client):
            return False
        self._waiting[client.network] += 1
        try:
            async with asyncio.timeout(deadline - time.monotonic()), body:
                await self._threads.acquire(client)
        except TimeoutError:
            return False
        finally:
            self._waiting[client.network] -= 1
            self._waiting += Counter()  # forget networks from which nothing waits
        return True

    def _is_full_for(self, client: Client) -> bool:
        """One network may have half of the queue, so that it can't shut others out."""
        has_half = self._waiting[client.network] > self._max_waiting // 2
        return has_half or self._waiting.total() >= self._max_waiting


class ReadAhead:
    """Reads a request's messages while it waits, to notice a client that disconnects: no page is
    rendered for it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: deque[Message] = deque()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "ReadAhead":
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Messages that were read are kept, and canceling a read loses none.
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self) -> None:
        # Daphne receives the whole body before it calls the application, and passes it in pieces.
        while (message := await self._receive())["type"] != "http.disconnect":
            self._messages.append(message)

    def is_disconnected(self) -> bool:
        reading = self._reading
        return reading is not None and reading.done() and not reading.cancelled()

    async def receive(self) -> Message:
        return self._messages.popleft() if self._messages else await self._receive()


async def refuse(
    scope: Scope, send: Send, template: str = "503_busy.html", detail: str = DETAIL
) -> None:
    headers = dict(scope["headers"])
    request_id.set_from_headers(headers)
    logging.log_request(scope["method"], "-", 503, 0)
    content_type, body, more = _refusal(headers, template, detail)
    fields = {
        "content-type": content_type,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "retry-after": str(RETRY_AFTER),
        **security_headers.BARE,
        **more,
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": 503, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def _refusal(
    headers: dict[bytes, bytes], template: str, detail: str
) -> tuple[str, bytes, dict[str, str]]:
    """In the format that the request accepts: content type, body, more headers."""
    if b"application/json" in headers.get(b"accept", b""):
        body = refusals.as_json("unavailable", detail, RETRY_AFTER)
        return "application/json", json.dumps(body).encode(), {}
    if b"hx-request" in headers:
        notice = refusals.as_notice(detail).encode()
        return "text/html; charset=utf-8", notice, refusals.NOTICE_HEADERS
    return "text/html; charset=utf-8", _rendered(template), {}


@cache
def _rendered(template: str) -> bytes:
    return render_to_string(template).encode()
