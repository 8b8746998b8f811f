"""Requests are handed to threads, and their responses sent."""

import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, StreamingHttpResponse

from nu_housing_app.server.wsgi_bridge import IN_MEMORY, WsgiBridge

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/café/",
    "query_string": b"a=1",
    "http_version": "1.1",
    "headers": [(b"host", b"localhost"), (b"content-type", b"application/octet-stream")],
}


class Site:
    """Answers as the test says, and records requests and their threads."""

    def __init__(self, answer):
        self.answer = answer
        self.closed = []
        self.threads = set()

    def __call__(self, environ, start_response):
        request = WSGIRequest(environ)
        response = self.answer(request)
        self.threads.add(threading.current_thread().name)
        close = response.close
        response.close = lambda: (self.closed.append(threading.current_thread().name), close())
        headers = [*response.items(), *(("Set-Cookie", "n=1") for _ in range(2))]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return response


async def ask(site, *pieces: bytes, says_length=True, **scope) -> list[dict]:
    """The response to a body in these pieces."""
    length = (b"content-length", str(sum(map(len, pieces))).encode())
    headers = [*SCOPE["headers"], *([length] if says_length else [])]
    browser = ApplicationCommunicator(WsgiBridge(site, 1), SCOPE | {"headers": headers} | scope)
    for piece in pieces:
        await browser.send_input({"type": "http.request", "body": piece, "more_body": True})
    await browser.send_input({"type": "http.request"})
    await browser.wait(5)
    answers = []
    while not browser.output_queue.empty():
        answers.append(await browser.receive_output())
    return answers


def echo(request):
    return HttpResponse(request.path.encode() + request.read(), status=201)


@pytest.mark.parametrize("size", [0, 10, 2 * IN_MEMORY])
async def test_thread_gets_the_whole_body_and_makes_the_whole_response(size):
    site = Site(echo)
    start, body = await ask(site, b"x" * (size // 2), b"y" * (size - size // 2))
    assert start["status"] == 201
    assert start["headers"][-2:] == [(b"set-cookie", b"n=1")] * 2
    assert body["body"].startswith("/café/".encode())
    assert body["body"].count(b"y") == size - size // 2
    assert not body.get("more_body")
    assert site.threads == set(site.closed) == {"pages_0"}


async def test_chunked_body_without_a_length_is_read():
    _, body = await ask(Site(echo), b"one", b"two", says_length=False)
    assert body["body"].endswith(b"onetwo")


async def test_streamed_response_is_sent_in_pieces():
    made = []

    def pieces():
        for piece in (b"one", b"", b"two"):
            made.append(threading.current_thread().name)
            yield piece

    site = Site(lambda request: StreamingHttpResponse(pieces()))
    start, *bodies = await ask(site)
    assert start["status"] == 200
    assert [body["body"] for body in bodies] == [b"one", b"", b"two", b""]
    assert [body.get("more_body", False) for body in bodies] == [True, True, True, False]
    assert set(made) == set(site.closed) == {"pages_0"}


async def test_head_request_gets_no_body():
    """On a kept-alive connection, a body would be taken for the next response."""
    pieces = (piece for piece in (b"one", b"two"))
    site = Site(lambda request: StreamingHttpResponse(pieces))
    start, body = await ask(site, method="HEAD")
    assert start["status"] == 200
    assert body == {"type": "http.response.body", "body": b""}
    assert site.closed == ["pages_0"]


async def test_response_that_fails_is_closed():
    def pieces():
        yield b"one"
        raise OSError("the disk is gone")

    site = Site(lambda request: StreamingHttpResponse(pieces()))
    with pytest.raises(OSError, match="the disk is gone"):
        await ask(site)
    assert site.closed == ["pages_0"]


async def test_disconnected_client_is_not_answered():
    site = Site(echo)
    browser = ApplicationCommunicator(WsgiBridge(site, 1), SCOPE)
    await browser.send_input({"type": "http.request", "body": b"half", "more_body": True})
    await browser.send_input({"type": "http.disconnect"})
    await browser.wait(5)
    assert browser.output_queue.empty()
    assert not site.threads
