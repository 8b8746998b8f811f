"""A log line for each request and each socket's end, without names or quotes."""

import io
import logging
import os
import re
import urllib.request
from urllib.error import HTTPError

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from nu_housing_app.logging import LineFormatter, get_filter
from tests.nu_housing_app.test_error_pages import urlpatterns as broken
from tests.support.chat_connection import ChatConnection
from tests.support.commands import PRODUCTION, manage
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    UserFactory,
    VerifiedStudentFactory,
)
from tests.support.waiting import wait_until

urlpatterns = broken


@pytest.fixture
def logged():
    """The log lines from here on."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(LineFormatter())
    handler.addFilter(get_filter())
    logging.getLogger().addHandler(handler)
    yield lambda: handler.stream.getvalue().splitlines()
    logging.getLogger().removeHandler(handler)


def test_a_request_has_one_line(logged, client, db):
    listing = ListingFactory()
    student = VerifiedStudentFactory()
    client.force_login(student)
    client.get(f"/listings/{listing.pk}/?from=a-secret", headers={"X-Request-ID": "4f2a-77"})
    [line] = logged()
    start = "INFO request method=GET route=listings:detail status=200 ms="
    assert line.startswith(start)
    assert line.endswith(f"user={student.pk} id=4f2a-77")
    assert "queries=0" not in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("path", "route"),
    [("/nowhere/", "-"), ("/static/none.css", "static"), ("/robots.txt", "robots.txt")],
)
def test_request_without_a_view_has_a_line(logged, client, db, path, route):
    client.get(path)
    [line] = logged()
    assert f" route={route} " in line


def test_health_check_is_not_logged(logged, client):
    client.get("/healthz")
    assert logged() == []


@pytest.mark.parametrize("forged", ["a b", "x" * 201, "é"])
def test_log_lines_cannot_be_forged(logged, client, forged):
    client.get("/robots.txt", headers={"X-Request-ID": forged})
    [line] = logged()
    assert line.endswith(" id=-")


@pytest.mark.urls(__name__)
def test_error_is_logged_once_with_its_traceback(logged, db, settings):
    settings.DEBUG = False
    Client(raise_request_exception=False).get("/broken/", headers={"X-Request-ID": "f1"})
    lines = logged()
    assert lines[0] == "ERROR django.request Internal Server Error: broken/ id=f1"
    assert lines.count("Traceback (most recent call last):") == 1
    assert lines[-1].startswith("INFO request method=GET route=broken/ status=500 ")


def test_refused_request_is_logged_without_its_path(logged, db):
    listing = ListingFactory()
    Client(enforce_csrf_checks=True).post(f"/listings/{listing.pk}/save/")
    [line] = logged()
    assert "status=403" in line
    assert f"/{listing.pk}/" not in line


def test_neither_an_address_nor_a_row_is_quoted(logged, db):
    taken = UserFactory(email="ana@u.northwestern.edu")
    try:
        with transaction.atomic():
            UserFactory(email=taken.email)
    except IntegrityError:
        logging.getLogger("chat").exception("%s is twice", taken.email)
    words = " ".join(logged())
    assert "IntegrityError" in words
    assert "ana@" not in words
    assert "DETAIL" not in words


def test_each_record_is_logged_once(transactional_db, web):
    asked = urllib.request.Request(f"{web.url}/nowhere/", headers={"X-Request-ID": "only-here"})
    with pytest.raises(HTTPError):
        urllib.request.urlopen(asked, timeout=20)
    log = web.log.read_text()
    assert log.count("only-here") == log.count("/nowhere/") + 1 == 1


def test_end_of_a_socket_has_a_line(transactional_db, web, session_of):
    ana = VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, VerifiedStudentFactory()])
    tab = ChatConnection(web, session_of(ana))
    tab.send(conversation, "a secret word")
    before = len(web.log.read_text())
    tab.close()
    wait_until(lambda: " socket " in web.log.read_text()[before:], failure=web.tail)
    words = web.log.read_text()[before:]
    assert re.search(rf"INFO socket route=/ws/ code=1000 s=\d+ user={ana.pk} id=-\n", words)
    assert "a secret word" not in web.log.read_text()


@pytest.mark.s3
@pytest.mark.own_environment
def test_bucket_library_logs_no_names_and_no_signatures():
    code = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.delete(default_storage.save("people/hush.webp", ContentFile(b"a picture")))
"""
    bucket = {name: word for name, word in os.environ.items() if name.startswith("AWS_")}
    variables = PRODUCTION | bucket | {"LOG_LEVEL": "DEBUG"}
    run = manage("shell", "--no-imports", "-c", code, **variables)
    assert run.returncode == 0, run.stderr
    assert "hush" not in run.stdout
    assert "Signature" not in run.stdout
