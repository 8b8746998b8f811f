"""Refuses to write to a listing without recording that in the change log.

Every connection of the tests, and of the processes that they start, checks its statements, so each
writer that any test runs is checked. Deletions are recorded by a signal and aren't checked.
"""

import contextlib
import re
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# Functions that record what they write, and Django's that runs a migration: caches are empty then.
RECORDERS = {"save_and_record", "update_and_record", "bulk_create_and_record", "database_forwards"}
# Columns that only the lister and staff see.
PRIVATE = {
    *("views", "asked_at", "untold_since", "created_at"),
    *("removal_reason", "status_before_removal"),
}
INSERT = re.compile(r'INSERT INTO "listings_listing" ')
UPDATE = re.compile(r'UPDATE "listings_listing" SET (.*?)(?: WHERE |$)', re.DOTALL)
WRITTEN = re.compile(r'(?<!\.)"(\w+)" = ')

_is_allowed = False


def install() -> None:
    connection_created.connect(_check_statements)


@contextlib.contextmanager
def allowed() -> Iterator[None]:
    """Let this thread's and every other's writes go unrecorded."""
    global _is_allowed
    _is_allowed = True
    try:
        yield
    finally:
        _is_allowed = False


def _check_statements(connection: "BaseDatabaseWrapper", **kwargs: Any) -> None:
    if _refuse_unrecorded not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_unrecorded)


def _refuse_unrecorded(execute, sql, params, many, context):
    if _changes_what_others_see(str(sql)) and not _is_allowed and not _is_recorded():
        raise AssertionError(f"not recorded in the change log: {str(sql)[:200]}")
    return execute(sql, params, many, context)


def _changes_what_others_see(sql: str) -> bool:
    if "listings_listing" not in sql:
        return False
    update = UPDATE.match(sql)
    return bool(INSERT.match(sql) or (update and set(WRITTEN.findall(update[1])) - PRIVATE))


def _is_recorded() -> bool:
    frames = traceback.walk_stack(None)
    return any(frame.f_code.co_name in RECORDERS for frame, _ in frames)
