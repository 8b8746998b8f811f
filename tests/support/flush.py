"""Emptying the tables after a test, while a web process may still end what its pages began."""

from django.db import OperationalError, connection

TRIES = 5


def empty_patiently(flush, statements: list[str]):
    """`flush(statements)`, begun again where it and another transaction waited for each other.

    TRUNCATE locks all tables in an order of its own. Postgres then ends one of the two, and the
    other goes on; without this, a test would fail for how busy the machine was.
    """
    for left in reversed(range(TRIES)):
        try:
            flush(statements)
        except OperationalError as error:
            if not (left and _is_deadlock(error)):
                raise
        else:
            return


def _is_deadlock(error: OperationalError) -> bool:
    return connection.vendor == "postgresql" and error.__cause__.pgcode == "40P01"
