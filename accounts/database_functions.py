from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, UUIDField
from django.db.models.sql.compiler import SQLCompiler


class RandomUUID(Func):
    """A random UUID made by the database, for rows that are inserted by a release that doesn't know
    the column yet."""

    function = "gen_random_uuid"
    output_field = UUIDField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        # Version 4, variant 1, in the 32 hexadecimal digits that Django stores there.
        digits = (
            "(lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
            " || substr('89ab', 1 + (random() & 3), 1)"
            " || substr(lower(hex(randomblob(2))), 2) || lower(hex(randomblob(6))))"
        )
        return self.as_sql(compiler, connection, template=digits, **context)
