"""Whether a listing has all of some amenities, read from the column that names them, which has an
index on Postgres."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

from listings.models.amenity import Amenity


class HasAll(Func):
    output_field = BooleanField()

    def __init__(self, *columns: Any, slugs: Iterable[str] = ()) -> None:
        super().__init__(*columns or ("amenity_words",))
        self.names = [Amenity(slug).label for slug in slugs]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        column, values = compiler.compile(self.get_source_expressions()[0])
        return f"string_to_array({column}, ', ') @> %s::text[]", [*values, self.names]

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        has = " AND ".join([f"instr(', ' || {column} || ',', %s) > 0"] * len(self.names))
        return f"({has})", [f", {name}," for name in self.names]
