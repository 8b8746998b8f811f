from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from listings.models.amenity import Amenity
from listings.search.filters.base import Choices, Condition

if TYPE_CHECKING:
    from listings.search.criteria import Search


class AmenityNames(Func):
    """The names of a listing's amenities: an array on Postgres, where it has an index, elsewhere
    text with a comma around each."""

    template = "', ' || %(expressions)s || ','"
    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        template = "string_to_array(%(expressions)s, ', ')"
        sql, values = self.as_sql(compiler, connection, template=template, **options)
        return sql, list(values)


class HasAll(Func):
    """Whether `amenity_names`, an annotation of AmenityNames, contain all of these amenities."""

    output_field = BooleanField()

    def __init__(self, *columns: Any, slugs: Iterable[str] = ()) -> None:
        super().__init__(*columns or ("amenity_names",))
        self.names = [Amenity(slug).label for slug in slugs]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        names, values = compiler.compile(self.get_source_expressions()[0])
        return f"{names} @> %s::text[]", [*values, self.names]

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        names, _ = compiler.compile(self.get_source_expressions()[0])
        has = " AND ".join([f"instr({names}, %s) > 0"] * len(self.names))
        return f"({has})", [f", {name}," for name in self.names]


class Amenities(Choices):
    """`amenity`: all of these."""

    name, group, legend = "amenity", "more", "Amenities"
    reads = ("amenity_words",)
    # Each row's names are split once, however many facets look at them.
    annotations = {"amenity_names": AmenityNames("amenity_words")}
    offered = Amenity.choices

    def condition(self, search: "Search") -> Condition | None:
        return HasAll(slugs=search.amenity) if search.amenity else None

    def facets(self, search: "Search") -> Iterator[tuple[str, str, "Search"]]:
        for slug, _ in self.offered:
            yield "amenity", slug, search.replace(amenity=(*search.amenity, slug))
