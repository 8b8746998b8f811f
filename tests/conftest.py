"""Fixtures for all tests; those for browser pages are in e2e/conftest.py."""

import contextlib
import gc
import mailbox
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client

import chat.rate_limits
from listings.rate_limits import limit_of as network_limit_of
from realtime import database_executor
from tests.runner.part import Part
from tests.servers import chromium, debian, node
from tests.servers.process import Unavailable
from tests.servers.redis import Redis
from tests.servers.web import Web
from tests.support.event_loop import IdleEventLoop
from tests.support.flush import fast_flushes
from tests.support.staff_login import log_in_staff

# The server that each marker requires, and the variable that is set if it is available.
SERVERS = {
    "postgres": ("Postgres", "DATABASE_URL"),
    "redis": ("Redis", "REDIS_URL"),
    "redis_tls": ("Redis over TLS", "TEST_REDIS_TLS_URL"),
    "s3": ("S3", "AWS_STORAGE_BUCKET_NAME"),
    "smtp": ("a mail server", "TEST_MAILDIR"),
    "e2e": ("Chromium", "TEST_CHROMIUM"),
    "node": ("Node.js", "TEST_NODE"),
}

# A test without any of them, and without the marker `django_db`, counts as marked `no_database`.
DATABASE_FIXTURES = {"db", "transactional_db", "web"}

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# The rehearsal on Heroku calls its app by name.
FLAGS += ["--host-resolver-rules=MAP *.herokuapp.com 127.0.0.1"]


def pytest_configure():
    """Find programs for plain `pytest`; `make test` has set the variables."""
    installed = {"TEST_CHROMIUM": chromium.find(), "TEST_NODE": node.find()}
    for variable, program in installed.items():
        if program:
            os.environ.setdefault(variable, str(program))


def pytest_asyncio_loop_factories():
    """Async tests can wait until their loop is idle."""
    return {"idle": IdleEventLoop}


def pytest_report_header():
    has = [name for name, variable in SERVERS.values() if os.environ.get(variable)]
    database = "Postgres" if connection.vendor == "postgresql" else "SQLite"
    layer = "Redis" if settings.REDIS_URLS else "in-memory"
    lacks = [name for name, _ in SERVERS.values() if name not in has]
    return [
        f"database: {database}, channel layer: {layer}",
        *([f"without {', '.join(lacks)} (`make test` starts them)"] if lacks else []),
    ]


def pytest_collection_modifyitems(config, items):
    part = Part(
        "this", only=os.environ.get("TEST_ONLY", ""), without=os.environ.get("TEST_LEAVE_OUT", "")
    )
    taken, others = [], []
    for item in items:
        markers = {mark.name for mark in item.iter_markers()}
        if not markers & {"django_db"} and not DATABASE_FIXTURES & {*item.fixturenames}:
            markers.add("no_database")
        (taken if part.includes(markers) else others).append(item)
    config.hook.pytest_deselected(items=others)
    # Playwright keeps an event loop open in this thread, so no async test may come after it.
    items[:] = sorted(taken, key=lambda item: item.get_closest_marker("e2e") is not None)


def pytest_collection_finish():
    """Keep the garbage collector from scanning the loaded modules again during the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_runtest_setup(item):
    for marker, (name, variable) in SERVERS.items():
        if item.get_closest_marker(marker) and not os.environ.get(variable):
            pytest.skip(f"needs {name}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Add the logs of the web processes, which may explain the failure."""
    report = yield
    if report.failed and "_web_folder" in getattr(item, "funcargs", {}):
        for log in sorted(item.funcargs["_web_folder"].glob("*.log")):
            report.sections.append((log.name, log.read_text(errors="replace")[-4000:]))
    return report


@pytest.fixture(autouse=True)
def _forget_cached():
    """Clear rate limits and caches after each test."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
    for of in (
        chat.rate_limits.allowance_of,
        chat.rate_limits.daily_allowance_of,
        network_limit_of,
    ):
        of.cache_clear()


@pytest.fixture
def limited(settings, monkeypatch):
    """Rate limits are on, and time stands still, so that no bucket refills on a slow machine."""
    settings.RATE_LIMITS = True
    started = time.time()
    monkeypatch.setattr("realtime.rate_limit.time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr("accounts.rate_limits.buckets.time", SimpleNamespace(time=lambda: started))


@pytest.fixture
def outbox() -> mailbox.Maildir:
    """The emails that the mail server received, emptied first. Mark the test `smtp`."""
    box = mailbox.Maildir(os.environ["TEST_MAILDIR"])
    box.clear()
    return box


@pytest.fixture(scope="session", autouse=True)
def _shut_down_database_executor(django_db_setup):
    """Their connections end before the test database does."""
    yield
    database_executor.shutdown()


@pytest.fixture(scope="session", autouse=True)
def _fast_flushes(django_db_setup):
    with fast_flushes():
        yield


@pytest.fixture(scope="session")
def _web_folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="session")
def web(django_db_setup, _web_folder):
    """One web process on the test database, for the whole run. Use it with `transactional_db`."""
    with _serving(_web_folder) as server:
        yield server


@pytest.fixture(scope="session")
def webs(web, _web_folder):
    """Two, as two dynos. A test that breaks one starts its own."""
    with _serving(_web_folder) as other:
        yield [web, other]


@contextlib.contextmanager
def _serving(folder: Path):
    server = Web(folder, str(connection.settings_dict["NAME"]), RATE_LIMITS="off")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def start_web(transactional_db, _web_folder):
    """Start web processes of the test's own: `start_web(REDIS_URL=...)`; they end with it."""
    started = []

    def start(**variables: str) -> Web:
        name = str(connection.settings_dict["NAME"])
        server = Web(_web_folder, name, **{"RATE_LIMITS": "off"} | variables)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()  # to close its sockets would take seconds


@pytest.fixture
def session_of():
    """`session_of(user)`: the value of a `sessionid` cookie, as if they had logged in, staff with
    their second factor."""

    def session_of(user) -> str:
        client = Client()
        log_in_staff(client, user) if user.is_staff else client.force_login(user)
        return client.cookies["sessionid"].value

    return session_of


@pytest.fixture(scope="session")
def browser():
    # Playwright's loop runs in this thread, so Django takes every query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ.update(debian.launch_environment())
    program = os.environ["TEST_CHROMIUM"]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def own_redis():
    """A Redis that the test may stop and start."""
    server = Redis()
    try:
        server.start()
    except Unavailable as reason:
        pytest.skip(f"needs Redis: {reason}")
    yield server
    server.stop()
