"""Finds and applies the migrations that the database lacks, for the release phase and for web
processes (`server.startup`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# An arbitrary number, the same in every release. Without the lock, two processes that migrate at
# once would both create the same table.
LOCK = 201_705_04


def missing_migrations() -> list[str]:
    """The migrations of this code that the database lacks, in order, as `app.name`. Those that it
    has and this code doesn't know, as after a rollback, are fine."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    # All of them: Django's own plan stops at an app's last migration if that is applied.
    plan = executor.migration_plan(loader.graph.leaf_nodes(), clean_start=True)
    keys = [(migration.app_label, migration.name) for migration, _ in plan]
    return [".".join(key) for key in keys if key not in loader.applied_migrations]


def migrate(*, verbosity: int = 1) -> None:
    """Apply what is missing, one process at a time: the second one finds everything done.

    The lock and the settings last as long as the connection, so a caller that goes on to other
    work closes it.
    """
    with _migration_lock():
        call_command("migrate", interactive=False, verbosity=verbosity)


@contextmanager
def _migration_lock() -> Iterator[None]:
    """Postgres frees the lock when the connection ends, even if the process was killed."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # Neither waiting for the other process nor building an index has a deadline.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    yield
