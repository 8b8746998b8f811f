import contextlib

import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections

from tests.servers.postgres import Postgres
from tests.servers.process import Unavailable

# Their failed assertions are shown in detail, as in a test.
pytest.register_assert_rewrite("tests.support.delivery_checks")


@pytest.fixture
def own_postgres(transactional_db):
    """A Postgres that the test may kill and start, with the tables of the test database, which it
    replaces for the test. Give its `url` to the web processes."""
    if connection.vendor != "postgresql":
        pytest.skip("needs Postgres")
    server, there = Postgres(durable=True), connection.settings_dict
    try:
        server.start()
    except Unavailable as reason:
        pytest.skip(f"needs Postgres: {reason}")
    url = f"postgres://{there['USER']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
    server.copy(url, there["NAME"])
    with _moved(there, server.port):
        yield server
    server.stop()


@contextlib.contextmanager
def _moved(settings: dict, port: int):
    """Let every thread of the tests connect to the server at another port."""
    before, settings["PORT"] = settings["PORT"], port
    _forget_connections()
    try:
        yield
    finally:
        settings["PORT"] = before
        _forget_connections()


def _forget_connections():
    connections.close_all()
    # The thread in which async tests use the database.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
