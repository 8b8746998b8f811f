"""Requests that wait for the database, in a real process: others are answered meanwhile."""

import contextlib
import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection, transaction
from PIL import Image

from tests.servers.web import Web
from tests.support.database_locks import wait_until_a_lock_is_awaited
from tests.support.factories import ListingFactory
from tests.support.waiting import wait_until

pytestmark = pytest.mark.postgres
TOKEN = "a" * 32


@contextlib.contextmanager
def held_up(web: Web, table: str, ask, number: int):
    """So many clients call `ask(number)`, which needs a table that is locked meanwhile."""
    with ThreadPoolExecutor(number) as clients, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table}")
        before = web.connections_read()
        waiting = [clients.submit(ask, each) for each in range(number)]
        wait_until(lambda: web.connections_read() >= before + number)
        wait_until_a_lock_is_awaited()
        assert not any(one.done() for one in waiting)
        yield


def seconds(ask) -> float:
    began = time.monotonic()
    assert ask().status_code in (200, 400)
    return time.monotonic() - began


def post(web, path: str, session: str = "", **form) -> requests.Response:
    cookies = {"csrftoken": TOKEN, "sessionid": session}
    headers = {"X-CSRFToken": TOKEN, "Accept": "application/json"}
    return requests.post(f"{web.url}{path}", cookies=cookies, headers=headers, timeout=30, **form)


def test_searches_of_one_client_hold_up_nobody_else(transactional_db, web):
    def search(number):
        return requests.get(f"{web.url}/listings/?q=castle{number}", timeout=30)

    with held_up(web, "listings_listing", search, 16):
        assert seconds(lambda: requests.get(f"{web.url}/accounts/login/", timeout=30)) < 3


def test_uploads_of_one_account_hold_up_nobody_else(transactional_db, web, session_of):
    listing = ListingFactory()
    session = session_of(listing.lister)
    photo = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(photo, "PNG")

    def upload(number):
        file = {"photo": ("a.png", photo.getvalue(), "image/png")}
        return post(web, f"/listings/{listing.pk}/photos/", session, files=file)

    wrong = {"login": "nobody@example.com", "password": "wrong"}
    with held_up(web, "listings_photo", upload, 6):
        assert seconds(lambda: post(web, "/accounts/login/", data=wrong)) < 3
