"""Empties the tables after a test, while a web process may still finish requests."""

from django.db import OperationalError, connection

TRIES = 5


def flush_with_retries(flush, statements: list[str]):
    """`flush(statements)`, repeated after a deadlock with another transaction.

    TRUNCATE locks all tables in an order of its own. Postgres then cancels one of the two; without
    this, tests would fail on a busy machine.
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
