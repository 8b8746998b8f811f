"""The whole HTTP stack between Daphne and the views."""

import http.client
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from tests.support.factories import ListingFactory


def get(web, path: bytes, method=b"GET", seconds=20) -> int:
    """The status of a request whose path holds arbitrary bytes, as only hostile clients send."""
    link = http.client.HTTPConnection("127.0.0.1", web.port, timeout=seconds)
    link.connect()
    link.sock.sendall(method + b" " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = http.client.HTTPResponse(link.sock, method=method.decode())
    answer.begin()
    answer.read()
    link.close()
    return answer.status


@pytest.mark.parametrize(
    "path",
    [b"/?%", b"/?q=%ff%00", b"/?a&&=&=b;", b"/?q=" + b"%80" * 5000, b"/?q=caf%c3%a9&q=%e9"],
)
def test_any_query_string_is_answered(transactional_db, web, path):
    assert get(web, path) == 200


def test_bytes_that_are_not_http_are_a_bad_request(transactional_db, web):
    assert get(web, b"/?q=caf\xc3\xa9") == 400


@pytest.mark.parametrize(
    "path", [b"/%ff%fe/", b"//", b"/listings/%00/", b"/listings/99999999999999999999/"]
)
def test_any_path_is_not_found(transactional_db, web, path):
    assert get(web, path) in (404, 301)


def test_head_has_no_body_and_is_answered(transactional_db, web):
    assert get(web, b"/", b"HEAD") == 200


def test_no_header_changes_the_host_of_links(transactional_db, web):
    bent = urllib.request.Request(web.url, headers={"Daphne-Root-Path": "http://evil.example"})
    with urllib.request.urlopen(bent, timeout=20) as answer:
        page = answer.read().decode()
    assert 'href="/listings/"' in page
    assert "evil" not in page


def test_header_that_is_not_text_is_answered(transactional_db, web):
    assert get(web, b"/healthz HTTP/1.1\r\nDaphne-Root-Path: /\xff\r\nX-Rest:") == 200


def test_large_form_delays_no_other_request(transactional_db, web):
    with ThreadPoolExecutor(1) as one:
        form = urllib.request.Request(
            f"{web.url}/accounts/profile/photo/",
            data=b"a=1&" * 4_000_000,
            headers={"Cookie": "sessionid=x"},
        )
        posted = one.submit(urllib.request.urlopen, form, timeout=60)
        waits = []
        while not posted.done():
            began = time.monotonic()
            get(web, b"/healthz")
            waits.append(time.monotonic() - began)
    assert posted.exception().code in (400, 403)
    assert max(waits) < 2


@pytest.mark.postgres
def test_many_readers_stay_within_the_connection_pool(transactional_db, web):
    ListingFactory.create_batch(3)
    with ThreadPoolExecutor(60) as crowd:
        statuses = set(crowd.map(lambda _: get(web, b"/"), range(300)))
    assert statuses == {200}
    assert 0 < connections_of(web) <= settings.DATABASE_POOL_SIZE


def connections_of(web) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [web.name]
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("path", [b"/ws/nowhere/", b"/listings/", b"/", b"/ws"])
def test_socket_without_a_route_is_refused(transactional_db, web, path):
    handshake = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    key = b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    assert get(web, path + b" HTTP/1.1\r\n" + handshake + key + b"\r\nX-Rest:") == 403
