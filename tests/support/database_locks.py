"""Finds database sessions that wait for a lock."""

from django.db import connection

from tests.support.waiting import wait_until


def wait_until_a_lock_is_awaited():
    wait_until(lambda: count_awaited_locks() > 0)


def count_awaited_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]
