"""A web process binds its port at once and serves pages once every migration is applied."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from nu_housing_app.pending_migrations import LOCK
from tests.servers.postgres import Postgres
from tests.servers.web import Web
from tests.support.empty_database import EmptyDatabase
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(600)]


@pytest.fixture
def empty_database():
    database = EmptyDatabase()
    yield database
    database.close()


@pytest.fixture
def start_on(tmp_path):
    """`start_on(database name, **variables)`: a web process that answers /healthz."""
    webs = []

    def start_on(name: str, **variables: str) -> Web:
        web = Web(tmp_path, name, **variables)
        webs.append(web)
        web.start()
        return web

    yield start_on
    for web in webs:
        web.kill()


def get(web: Web, path: str, **headers: str) -> requests.Response:
    return requests.get(web.url + path, headers=headers, timeout=20)


def statuses_until(web: Web, status: int, path: str = "/listings/", seconds: float = 90) -> list:
    """The page of a visitor who reloads it until it has this status."""
    seen = []

    def has_come() -> bool:
        seen.append(get(web, path).status_code)
        return seen[-1] == status

    wait_until(has_come, seconds, failure=lambda: f"{seen[-1]} {web.tail()}")
    return seen


def test_pages_answer_503_while_another_process_migrates(empty_database, start_on):
    empty_database.execute("SELECT pg_advisory_lock(%s)", LOCK)
    web = start_on(empty_database.name)
    for path in ("/", "/listings/", "/admin/login/", "/nowhere/"):
        page = get(web, path)
        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) > 0
        assert "back in a moment" in page.text
    assert get(web, "/", Accept="application/json").json()["code"] == "unavailable"
    assert get(web, "/healthz").status_code == 200
    assert get(web, "/static/css/tokens.css").status_code == 200
    ready = get(web, "/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"database": True, "redis": True, "migrations": False}
    empty_database.execute("SELECT pg_advisory_unlock(%s)", LOCK)
    assert set(statuses_until(web, 200)) == {503, 200}
    assert get(web, "/readyz").json() == {"database": True, "redis": True, "migrations": True}


@pytest.mark.parametrize("path", ["/ws/", "/ws/listings/"])
def test_sockets_are_closed_for_a_later_reconnect_while_migrations_run(
    empty_database, start_on, path
):
    empty_database.execute("SELECT pg_advisory_lock(%s)", LOCK)
    web = start_on(empty_database.name)
    with connect(f"ws://127.0.0.1:{web.port}{path}") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)
        assert closed.value.rcvd.code == 4503


def test_process_that_waits_for_migrations_stops_on_sigterm(empty_database, start_on):
    empty_database.execute("SELECT pg_advisory_lock(%s)", LOCK)
    web = start_on(empty_database.name)
    assert get(web, "/").status_code == 503
    web.stop(seconds=20)
    assert web.popen.returncode == 0


def test_two_processes_that_start_at_once_migrate_once(empty_database, start_on):
    with ThreadPoolExecutor() as pool:
        webs = list(pool.map(start_on, [empty_database.name] * 2))
        for seen in pool.map(lambda web: statuses_until(web, 200), webs):
            assert set(seen) <= {503, 200}
    for web in webs:
        assert "a migration failed" not in web.log.read_text()


def test_a_migration_that_fails_is_logged_and_retried(empty_database, start_on):
    empty_database.execute("CREATE TABLE accounts_user (id int)")
    web = start_on(empty_database.name)
    assert statuses_until(web, 503)
    wait_until(lambda: web.log.read_text().count("a migration failed") >= 2, seconds=60)
    assert 'relation "accounts_user" already exists' in web.log.read_text()
    assert get(web, "/readyz").json()["migrations"] is False
    empty_database.execute("DROP TABLE accounts_user")
    assert set(statuses_until(web, 200)) == {503, 200}


def test_a_database_that_arrives_late_and_empty_is_migrated(start_on, django_db_setup):
    server = Postgres()
    server.start()
    try:
        server.kill()
        web = start_on("housing", DATABASE_URL=server.url)
        assert get(web, "/").status_code == 503
        assert get(web, "/readyz").json()["database"] is False
        server.start()
        assert set(statuses_until(web, 200)) == {503, 200}
    finally:
        server.stop()


@pytest.fixture
def applied(transactional_db):
    """`applied(statement)` changes which migrations the test database has, for this test."""
    rows = "SELECT app, name, applied FROM django_migrations"
    with connection.cursor() as cursor:
        cursor.execute(rows)
        before = cursor.fetchall()
        yield cursor.execute
        cursor.execute("DELETE FROM django_migrations")
        insert = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)"
        cursor.executemany(insert, before)


def test_migrations_of_a_newer_release_are_ignored(applied, start_on):
    applied(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('chat', '9999_newer', now())"
    )
    web = start_on(connection.settings_dict["NAME"])
    assert get(web, "/listings/").status_code == 200
    assert get(web, "/readyz").status_code == 200


@pytest.mark.parametrize("number", ["0001", "0007"])
def test_a_process_is_not_ready_without_a_migration(applied, web, number):
    applied(f"DELETE FROM django_migrations WHERE app = 'chat' AND name LIKE '{number}%'")
    ready = get(web, "/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"database": True, "redis": True, "migrations": False}
