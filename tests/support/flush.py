"""Empties the tables after a test, while a web process may still finish requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.commands import flush as command
from django.db import OperationalError, connection

TRIES = 5
# Migrations create their rows. Creating them again takes longer than most tests.
KEPT = {model._meta.db_table for model in (ContentType, Permission)}


@contextmanager
def fast_flushes() -> Iterator[None]:
    """Within this context, Django's `flush` keeps those rows and survives a deadlock."""
    execute = connection.ops.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "sql_flush", lambda *_, **__: _statements())
        patch.setattr(command, "emit_post_migrate_signal", lambda *_: None)
        patch.setattr(connection.ops, "execute_sql_flush", partial(_flush_with_retries, execute))
        yield


@cache
def _statements() -> list[str]:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    return connection.ops.sql_flush(no_style(), sorted(tables))


def _flush_with_retries(execute: Callable[[list[str]], None], statements: list[str]) -> None:
    """`execute(statements)`, repeated after a deadlock with another transaction.

    TRUNCATE locks all tables in an order of its own. Postgres then cancels one of the two; without
    this, tests would fail on a busy machine.
    """
    for left in reversed(range(TRIES)):
        try:
            execute(statements)
        except OperationalError as error:
            if not (left and _is_deadlock(error)):
                raise
        else:
            return


def _is_deadlock(error: OperationalError) -> bool:
    return connection.vendor == "postgresql" and error.__cause__.pgcode == "40P01"
