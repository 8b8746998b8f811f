"""Pages that are open at one web process show changes made at another."""

import json
import time
import urllib.request
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.redis

# Seconds: before missed changes are next loaded, and how late they are without Redis.
SOON, LATE = 5, 4
TOKEN = "a" * 32


@pytest.fixture
def apart(own_redis, start_web, session_of):
    """A place, a way for its lister to change its status at one process, and a page at another."""
    place = ListingFactory()
    session = session_of(place.lister)
    here, there = (start_web(REDIS_URL=own_redis.url) for _ in range(2))

    def change(status):
        cookie = f"sessionid={session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "HX-Request": "true"}
        body = urlencode({"status": status}).encode()
        url = f"{here.url}/listings/{place.pk}/status/"
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as page:
            assert page.status == 200

    with connect(f"{there.socket_url}listings/") as page:
        page.send(json.dumps({"type": "watch", "ids": [place.pk], "query": ""}))
        page.send("?")
        assert json.loads(page.recv(timeout=5))["type"] == "error"
        yield change, page


def heard(page, status) -> float:
    """Wait until the page receives this status; returns how many seconds that took."""
    began = time.monotonic()
    while (frame := json.loads(page.recv(timeout=15)))["type"] != "listing":
        pass
    assert frame["listing"]["status"] == status
    return time.monotonic() - began


def test_change_reaches_another_process_at_once(apart):
    change, page = apart
    for status in ("pending", "taken"):
        change(status)
        assert heard(page, status) < SOON


@pytest.mark.faults
def test_without_redis_changes_take_seconds_until_it_is_back(apart, own_redis):
    change, page = apart
    own_redis.stop()
    change("pending")
    assert heard(page, "pending") < LATE
    own_redis.start()
    statuses = ["taken", "published"] * 8
    assert any(_is_soon(change, page, status) for status in statuses), "it stays late"


def _is_soon(change, page, status) -> bool:
    change(status)
    return heard(page, status) < 0.5
