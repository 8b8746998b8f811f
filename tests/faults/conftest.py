import contextlib

import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections

from tests.servers.postgres import Postgres
from tests.servers.process import Unavailable

# What they find missing is shown, as in a test itself.
pytest.register_assert_rewrite("tests.support.delivery_checks")


@pytest.fixture
def own_postgres(transactional_db):
    """A Postgres that the test may kill and start, with the tables that the tests have; while it
    lasts, it is the test's own database too. Give its `url` to the web processes."""
    if connection.vendor != "postgresql":
        pytest.skip("needs Postgres")
    server, there = Postgres(careful=True), connection.settings_dict
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
    """Every thread of the tests goes to the server at another port."""
    before, settings["PORT"] = settings["PORT"], port
    _forget_connections()
    try:
        yield
    finally:
        settings["PORT"] = before
        _forget_connections()


def _forget_connections():
    connections.close_all()
    # The thread in which async tests read the database.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
