"""While every thread is busy, requests are queued, and refused when that takes too long."""

import asyncio
import json
import re
import threading
from contextlib import asynccontextmanager

import pytest

from nu_housing_app import logging
from nu_housing_app.server import request_queue
from nu_housing_app.server.request_queue import READ_THREADS, RequestQueue, queue_by_kind
from realtime import database_executor
from tests.support.event_loop import idle
from tests.support.waiting import pause_async


class Pages:
    """Answers requests when the test says so."""

    def __init__(self):
        self.may_end = asyncio.Event()
        self.began = 0
        self.waited = []

    async def __call__(self, scope, receive, send):
        self.began += 1
        self.waited.append(logging.queued.get())
        body = await self.read(receive)
        await self.may_end.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def read(self, receive) -> bytes:
        piece = await receive()
        return piece["body"] + (await self.read(receive) if piece["more_body"] else b"")


class Visit:
    """A running request; `answer` returns its status, headers and body."""

    def __init__(
        self, queue: RequestQueue, path="/", method="GET", ip="192.0.2.1", query="", **headers
    ):
        self.incoming = asyncio.Queue()
        for piece, more in ((b"ty", True), (b"ped", False)):
            self.incoming.put_nowait({"type": "http.request", "body": piece, "more_body": more})
        self.sent = []
        named = [(name.replace("_", "-").encode(), word.encode()) for name, word in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": named}
        scope |= {"client": [ip, 1234], "query_string": query.encode()}
        self.task = asyncio.create_task(queue(scope, self.incoming.get, self.send))

    async def send(self, message):
        self.sent.append(message)

    async def answer(self) -> tuple[int, dict, bytes]:
        await asyncio.wait_for(self.task, 5)
        start, body = self.sent
        return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body["body"]

    def leave(self):
        self.incoming.put_nowait({"type": "http.disconnect"})


@asynccontextmanager
async def busy(**limits):
    """A queue for one thread, which a request holds; yields it, its pages and that request."""
    pages = Pages()
    queue = RequestQueue(pages, 1, **limits)
    holder = Visit(queue)
    await idle()
    yield queue, pages, holder
    pages.may_end.set()
    await asyncio.gather(
        holder.task, return_exceptions=True
    )  # a test may have canceled the request


async def test_queued_requests_are_served_in_order_with_their_bodies():
    async with busy() as (queue, pages, holder):
        second = Visit(queue)
        await idle()
        assert pages.began == 1
        pages.may_end.set()
        assert (await holder.answer())[2] == b"typed"
        assert (await second.answer())[::2] == (200, b"typed")


@asynccontextmanager
async def running_socket_call():
    """A message is being stored until the yielded event is set."""
    ended = threading.Event()
    call = asyncio.create_task(database_executor.run(ended.wait, 30))
    await idle()
    try:
        yield ended
    finally:
        ended.set()
        await call


@pytest.mark.django_db
async def test_page_waits_for_the_database_work_of_sockets(monkeypatch):
    monkeypatch.setattr(request_queue, "YIELD_TO_CHAT", 5)
    pages = Pages()
    pages.may_end.set()
    async with running_socket_call() as ended:
        visit = Visit(RequestQueue(pages, 1))
        await idle()
        assert pages.began == 0
        ended.set()
        assert (await visit.answer())[0] == 200


@pytest.mark.django_db
async def test_page_waits_for_sockets_only_briefly():
    pages = Pages()
    pages.may_end.set()
    async with running_socket_call():
        assert (await Visit(RequestQueue(pages, 1)).answer())[0] == 200


@pytest.mark.django_db
async def test_client_that_disconnects_while_waiting_for_sockets_frees_the_thread(monkeypatch):
    monkeypatch.setattr(request_queue, "YIELD_TO_CHAT", 5)
    pages = Pages()
    pages.may_end.set()
    queue = RequestQueue(pages, 1)
    async with running_socket_call() as ended:
        gone = Visit(queue)
        await idle()
        gone.task.cancel()
        await idle()
        ended.set()
    assert (await Visit(queue).answer())[0] == 200
    assert pages.began == 1


async def test_writes_do_not_wait_for_reads():
    pages = Pages()
    queue = queue_by_kind(pages, READ_THREADS + 1, probe=None)
    looking = [Visit(queue) for _ in range(READ_THREADS + 1)]
    await idle()
    assert pages.began == READ_THREADS
    writing = [Visit(queue, method="POST") for _ in range(2)]
    await idle()
    assert pages.began == READ_THREADS + 1
    pages.may_end.set()
    for visit in (*looking, *writing):
        assert (await visit.answer())[0] == 200


async def test_one_of_few_threads_is_reserved_for_writes():
    pages = Pages()
    queue = queue_by_kind(pages, READ_THREADS, probe=None)
    looking = [Visit(queue) for _ in range(READ_THREADS)]
    await idle()
    assert pages.began == READ_THREADS - 1
    writing = Visit(queue, method="POST")
    await idle()
    assert pages.began == READ_THREADS
    pages.may_end.set()
    await asyncio.gather(writing.task, *(visit.task for visit in looking))


async def test_request_that_waited_too_long_gets_503():
    async with busy(max_wait=0.05) as (queue, pages, _):
        status, headers, page = await Visit(queue).answer()
        assert (status, headers["retry-after"]) == (503, "15")
        assert headers["cache-control"] == "no-store"
        assert "<h1>We’re very busy right now</h1>" in page.decode()
        assert pages.began == 1


async def test_log_shows_how_long_a_request_was_queued(caplog):
    caplog.set_level("INFO", "request")
    async with busy(max_wait=0.05) as (queue, _, _):
        await Visit(queue).answer()
    [line] = [record.getMessage() for record in caplog.records if record.name == "request"]
    [waited] = re.findall(r"status=503 ms=0 queued=(\d+) ", line)
    assert int(waited) >= 50


async def test_queue_time_is_known_to_the_application():
    async with busy() as (queue, pages, holder):
        second = Visit(queue)
        await pause_async(0.05)
        pages.may_end.set()
        await asyncio.gather(holder.task, second.task)
        assert pages.waited[0] < pages.waited[1]


async def test_full_queue_refuses_at_once():
    async with busy(max_waiting=1) as (queue, _, _):
        waiting = Visit(queue)
        await idle()
        assert (await Visit(queue).answer())[0] == 503
        assert not waiting.task.done()
        waiting.leave()


@pytest.mark.parametrize("name", ["accept", "ACCEPT"])
async def test_script_gets_the_refusal_as_json(name):
    async with busy(max_waiting=0) as (queue, _, _):
        _, headers, body = await Visit(queue, **{name.lower(): "application/json"}).answer()
        assert headers["content-type"] == "application/json"
        assert json.loads(body)["retry_after"] == int(headers["retry-after"]) == 15


async def test_htmx_shows_the_refusal_among_the_notices():
    async with busy(max_waiting=0) as (queue, _, _):
        _, headers, body = await Visit(queue, hx_request="true").answer()
        assert headers["hx-retarget"] == "#notices"
        assert b"<html" not in body
        assert b'class="notice' in body


async def test_no_page_is_rendered_for_a_disconnected_client():
    async with busy() as (queue, pages, holder):
        left = Visit(queue)
        await idle()
        left.leave()
        await idle()
        pages.may_end.set()
        await asyncio.gather(holder.task, left.task)
        assert pages.began == 1
        assert (await Visit(queue).answer())[0] == 200, "the turn was given on"


async def test_thread_is_passed_on_when_a_queued_request_is_canceled():
    async with busy() as (queue, pages, holder):
        waiting, cut = Visit(queue), Visit(queue)
        await idle()
        cut.task.cancel()
        holder.task.cancel()
        await idle()
        pages.may_end.set()
        assert (await waiting.answer())[0] == 200
        assert (await Visit(queue).answer())[0] == 200


async def test_canceled_request_holds_its_thread_until_it_ends():
    """A thread can't be canceled, so another page would wait for it without a limit."""
    async with busy(max_wait=0.05) as (queue, pages, holder):
        holder.task.cancel()
        await idle()
        assert (await Visit(queue).answer())[0] == 503
        pages.may_end.set()
        await idle()
        assert (await Visit(queue).answer())[0] == 200
        assert len(holder.sent) == 2, "what was begun is ended"


async def test_process_whose_threads_all_wait_is_still_alive():
    pages, probe = Pages(), Pages()
    probe.may_end.set()
    queue = queue_by_kind(pages, 1, probe)
    looking, writing = Visit(queue), Visit(queue, method="POST")
    await idle()
    assert (await Visit(queue, "/healthz").answer())[0] == 200
    asked_in_vain = Visit(queue, "/healthz", method="POST")
    await idle()
    assert probe.began == 1, "what is no probe may need the database"
    pages.may_end.set()
    await asyncio.gather(looking.task, writing.task, asked_in_vain.task)


SEARCH = {"path": "/listings/", "query": "q=castle"}
UPLOAD = {"path": "/listings/1/photos/", "method": "POST", "content_length": "1000000"}
MESSAGE = {"path": "/chat/1/messages/", "method": "POST", "content_length": "900"}


@pytest.mark.parametrize(
    ("slow", "quick"),
    [
        (SEARCH, {"path": "/listings/"}),
        (SEARCH, {"path": "/listings/1/"}),
        (SEARCH | {"path": "/listings/map.json"}, {"path": "/"}),
        (SEARCH | {"path": "/listings/feed.atom"}, {"path": "/"}),
        (SEARCH | {"path": "/chat/search/"}, {"path": "/chat/"}),
        (UPLOAD, MESSAGE),
        (UPLOAD | {"path": "/accounts/profile/photo/"}, {"path": "/", "method": "POST"}),
        (UPLOAD | {"path": "/chat/1/attachments/"}, MESSAGE),
        (UPLOAD | {"path": "/chat/1/messages/"}, MESSAGE),
        ({"path": "/chat/1/attachments/", "method": "POST"}, MESSAGE),
    ],
)
async def test_slow_requests_leave_a_thread_to_others(slow, quick):
    pages = Pages()
    queue = queue_by_kind(pages, 4, probe=None)
    attack = [Visit(queue, ip=f"192.0.2.{number}", **slow) for number in range(20)]
    await idle()
    assert pages.began == 1
    visit = Visit(queue, **quick)
    await idle()
    assert pages.began == 2
    pages.may_end.set()
    await asyncio.gather(visit.task, *(one.task for one in attack))


async def test_upload_waits_for_at_most_one_of_another_network():
    served = []

    async def pages(scope, receive, send):
        served.append(scope["client"][0])
        await idle()

    queue = queue_by_kind(pages, 4, probe=None)
    attack = [Visit(queue, **UPLOAD) for _ in range(20)]
    honest = Visit(queue, ip="198.51.100.7", **UPLOAD)
    await asyncio.gather(honest.task, *(visit.task for visit in attack))
    assert "198.51.100.7" in served[:3]


async def test_one_network_fills_at_most_half_of_a_queue():
    async with busy(max_waiting=4) as (queue, _, _):
        crowd = [Visit(queue) for _ in range(8)]
        await idle()
        other = Visit(queue, ip="198.51.100.7")
        await idle()
        assert not other.task.done()
        assert 2 <= sum(not visit.task.done() for visit in crowd) <= 3


async def test_request_in_two_queues_waits_no_longer_than_in_one():
    pages = Pages()
    pool = RequestQueue(pages, 1, max_wait=0.2)
    holder = Visit(pool)
    await idle()
    waiting = Visit(RequestQueue(pool, 1, max_wait=0.2))
    began = asyncio.get_running_loop().time()
    assert (await waiting.answer())[0] == 503
    assert asyncio.get_running_loop().time() - began < 0.39
    pages.may_end.set()
    await holder.task
