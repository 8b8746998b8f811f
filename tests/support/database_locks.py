"""Finds database sessions that wait for a lock."""

from django.db import connection

from tests.support.waiting import wait_until


def wait_until_somebody_waits():
    wait_until(lambda: count_waiting() > 0)


def count_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]
