"""Tables can be emptied while a web process uses them."""

import threading

import pytest
from django.db import connection, transaction

from tests.support.waiting import wait_until

FIRST, LAST = "accounts_user", "listings_listing"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"


def lock(table: str, cursor):
    cursor.execute(f"LOCK TABLE {table} IN ROW SHARE MODE")


def is_waited_for(cursor) -> bool:
    cursor.execute(WAITING)
    return cursor.fetchone()[0] > 0


def hold_up(holding: threading.Event):
    """A transaction that locks the last table and, once another waits for it, the first."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            lock(LAST, cursor)
            holding.set()
            wait_until(lambda: is_waited_for(cursor))
            lock(FIRST, cursor)
    finally:
        connection.close()


@pytest.mark.postgres
def test_flush_is_repeated_after_a_deadlock(transactional_db):
    holding = threading.Event()
    other = threading.Thread(target=hold_up, args=[holding])
    other.start()
    assert holding.wait(10)
    connection.ops.execute_sql_flush([f"TRUNCATE {FIRST}, {LAST} CASCADE"])
    other.join(10)
    assert not other.is_alive()


def test_another_failure_is_raised(transactional_db):
    with pytest.raises(Exception, match="no_such_table"):
        connection.ops.execute_sql_flush(["DELETE FROM no_such_table"])
