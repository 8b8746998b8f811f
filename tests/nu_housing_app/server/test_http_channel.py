"""Limits of one connection: how much it may send, and how long that may take."""

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.servers.memory import MEGABYTE, resident
from tests.servers.web import Web
from tests.support.factories import ListingFactory
from tests.support.waiting import wait_until

SESSION = b"Cookie: sessionid=anything\r\n"
UPLOADS = [
    "/accounts/profile/photo/",
    "/listings/1/photos/",
    "/chat/1/attachments/",
    "/chat/1/messages/",
]
NO_UPLOADS = [
    "/",
    "/accounts/login/",
    "/listings/new/",
    "/listings/searches/",
    "/chat/1/read/",
    "/x",
]
CHUNK = b"10000\r\n" + bytes(65536) + b"\r\n"


def exchange(web, *pieces: bytes, seconds=20) -> bytes:
    """Send these pieces, then read until the server closes. Raises ConnectionError on a reset."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=seconds) as link:
        for piece in pieces:
            link.sendall(piece)
        return b"".join(iter(lambda: link.recv(65536), b""))


def head(path: str, *lines: bytes, method=b"POST") -> bytes:
    start = method + b" " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n"
    return (
        start
        + b"".join(line if line.endswith(b"\r\n") else line + b"\r\n" for line in lines)
        + b"\r\n"
    )


@pytest.mark.parametrize("path", [*NO_UPLOADS, *UPLOADS])
def test_body_above_a_megabyte_is_refused_before_it_is_sent(web, path):
    refused = exchange(web, head(path, b"Content-Length: 1048577", b"Expect: 100-continue"))
    assert refused.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in refused


@pytest.mark.parametrize("path", NO_UPLOADS)
def test_session_cookie_allows_large_bodies_only_where_files_are_taken(web, path):
    assert exchange(web, head(path, SESSION, b"Content-Length: 1048577")).startswith(
        b"HTTP/1.1 413 "
    )


@pytest.mark.parametrize("path", UPLOADS)
def test_large_body_with_a_session_cookie_is_received_where_files_are_taken(
    transactional_db, web, path
):
    lines = SESSION, b"Connection: close", b"Content-Length: 3000000"
    answered = exchange(web, head(path, *lines), bytes(3_000_000))
    assert answered.split()[1] in (b"302", b"403")


@pytest.mark.parametrize("most", [1, 66])
def test_chunked_body_ends_at_the_same_limit_and_the_refusal_is_read(web, most):
    lines = [SESSION] if most == 66 else []
    chunks = [CHUNK] * (16 * most + 1)
    refused = exchange(web, head(UPLOADS[0], b"Transfer-Encoding: chunked", *lines), *chunks)
    assert refused.startswith(b"HTTP/1.1 413 ")


def test_refusal_is_read_by_a_client_that_sends_its_whole_body_first(web):
    refused = exchange(web, head("/", b"Content-Length: 30000000"), bytes(8_000_000))
    assert refused.startswith(b"HTTP/1.1 413 ")
    assert b"too much to send" in refused


def test_large_body_in_a_pipeline_is_refused_after_the_first_answer(web):
    first = head("/healthz", method=b"GET")
    answers = exchange(web, first + head("/", b"Content-Length: 5000000"))
    assert answers.index(b"200 OK") < answers.index(b"413 ")


def test_pipelined_requests_are_answered_in_order(web):
    small = head("/healthz", b"Content-Length: 3") + b"a=1"
    last = head("/healthz", b"Connection: close", method=b"GET")
    answers = exchange(web, head("/healthz", method=b"GET") + small + last)
    assert [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200", b"403", b"200"]


def test_expected_continue_is_sent_for_a_body_that_is_taken(web):
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as link:
        link.sendall(head("/healthz", b"Content-Length: 3", b"Expect: 100-continue"))
        assert link.recv(100).startswith(b"HTTP/1.1 100 Continue")
        link.sendall(b"a=1")
        assert link.recv(100).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(
    "headers",
    [
        [b"X: " + b"a" * 17_000],
        [b"X-%d: a" % number for number in range(120)],
        [b"Content-Length: 3", b"Transfer-Encoding: chunked"],
        [b"Content-Length: 3", b"Content-Length: 4"],
        [b"Content-Length: -1"],
        [b"Content-Length: 1e9"],
    ],
)
def test_headers_have_bounds(web, headers):
    answered = exchange(web, head("/healthz", *headers))
    assert answered == b"" or answered.startswith(b"HTTP/1.1 400 ")


TRICKLES = [
    b"G",
    b"GET / HTTP/1.1\r\nHost: loc",
    b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
]


@pytest.fixture(scope="module")
def trickled(web):
    """For each of `TRICKLES` a future of its response and of the seconds until then. They run
    concurrently."""
    with ThreadPoolExecutor(len(TRICKLES)) as clients:
        yield {start: clients.submit(trickle, web, start) for start in TRICKLES}


def trickle(web: Web, start: bytes) -> tuple[bytes, float]:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as link:
        link.sendall(start)
        link.settimeout(0.5)
        answered = b""
        while not answered and time.monotonic() - began < 30:
            try:
                answered = link.recv(1000)
            except TimeoutError:
                link.sendall(b"a")
    return answered, time.monotonic() - began


@pytest.mark.parametrize("start", TRICKLES)
def test_headers_that_trickle_are_cut_off(trickled, start):
    answered, seconds = trickled[start].result()
    assert answered.startswith(b"HTTP/1.1 408 ")
    assert 13 < seconds < 25


def test_large_body_stays_out_of_memory_while_it_waits(transactional_db, start_web):
    web = start_web()
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as link:
        before = resident(web.pid)
        link.sendall(head(UPLOADS[0], SESSION, b"Content-Length: 60000000"))
        for _ in range(59):
            link.sendall(bytes(1_000_000))
        assert resident(web.pid) - before < 20 * MEGABYTE
        link.sendall(bytes(1_000_000))
        assert link.recv(100).split()[1] in (b"302", b"403")
        assert resident(web.pid) - before < 20 * MEGABYTE


def is_done(web: Web) -> bool:
    """Whether other requests are answered while none of those 2,400 is."""
    before = count_logged(web)
    for _ in range(3):
        assert requests.get(f"{web.url}/accounts/login/", timeout=20).ok
    return before > 8 and count_logged(web) == before


def count_logged(web: Web) -> int:
    """The number of requests that were answered, except those of `is_done`."""
    log = web.log.read_text()
    return log.count(" route=") - log.count(" route=account_login ")


def test_answers_to_a_client_that_reads_none_stay_few(transactional_db, start_web):
    ListingFactory.create_batch(24)
    web = start_web()
    requests.get(f"{web.url}/listings/", timeout=20)
    before = resident(web.pid)
    request = b"GET /listings/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            link = stack.enter_context(socket.socket())
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.connect(("127.0.0.1", web.port))
            link.sendall(request * 300)
        wait_until(lambda: is_done(web), 60)
        assert resident(web.pid) - before < 30 * MEGABYTE
