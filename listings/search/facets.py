"""Facet counts: how many results each choice of a filter would leave, shown beside the choice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, F, JSONField, TextField, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler

from listings.models.amenity import Amenity
from listings.pagination import MAX_COUNTED
from listings.search.criteria import Search
from listings.search.form import BATHROOMS, BEDROOMS, KINDS

if TYPE_CHECKING:
    from listings.querysets.listing import ListingQuerySet

GROUPS = ("kind", "bedrooms", "bathrooms", "furnished", "pets", "verified", "amenity")
SWITCHES = ("furnished", "pets", "verified")
COLUMNS = ("space", "lease_kind", "bedrooms", "bathrooms", *SWITCHES, "has")
# At most this many rows are counted.
MAX_READ = MAX_COUNTED + 1
CACHE_SECONDS = 30

# SQL with the names of COLUMNS in braces, and its values.
Condition = tuple[str, tuple[Any, ...]]
ANY: Condition = ("1 = 1", ())


@dataclass(frozen=True)
class Facet:
    name: str
    value: str
    count: int
    is_capped: bool


@dataclass(frozen=True)
class Facets:
    """`choices` are by the field and the value of each choice. They count the rows that were
    `read`, at most MAX_READ. `found` is how many of these the search finds, or None where there are
    more."""

    choices: dict[tuple[str, str], Facet]
    read: int
    found: int | None


def facets_of(listings: "ListingQuerySet", search: Search, change_log_position: int) -> Facets:
    """`listings` are what the search finds without its GROUPS. One query, or none while the counts
    of the same search are cached and the change log has no new entry."""
    query = replace(search, sort="newest", after="").query()
    # Both the cache and the hash belong to this process; the length of a key is bounded.
    key = f"facets-{change_log_position}-{hash(query)}"
    cached = cache.get_or_set(key, lambda: _count(listings, search), CACHE_SECONDS)
    read, found, *counts = cast(list[int], cached)
    choices = {
        (name, value): Facet(name, value, count, read >= MAX_READ and count > 0)
        for (name, value, _), count in zip(_choices(search), counts, strict=True)
    }
    return Facets(choices, read, found if read < MAX_READ or read == found else None)


def _count(listings: "ListingQuerySet", search: Search) -> list[int]:
    """How many rows were read, how many of them the search finds, and how many each choice would
    leave."""
    asked = {name: _asked(name, getattr(search, name)) for name in GROUPS}
    conditions = [ANY, _all(asked.values())]
    for name, _, condition in _choices(search):
        others = [asked[other] for other in GROUPS if other != name]
        conditions.append(_all([condition, *others]))
    has = Concat(Value(", "), "amenity_words", Value(","), output_field=TextField())
    rows = listings.annotate(has=has, verified=F("lister__is_verified_student"))
    first = _first(rows, search).values(*COLUMNS)[:MAX_READ]
    return first.aggregate(counts=Counts(conditions))["counts"] or [0] * len(conditions)


class Counts(Aggregate):
    """How many rows meet each of `conditions`. One expression, since Django would take ten
    milliseconds to compile that many of its own."""

    name = "Counts"
    output_field = JSONField()

    def __init__(self, conditions: Sequence[Condition] = (), *columns: Any, **options: Any) -> None:
        super().__init__(*columns or COLUMNS, **options)
        self.conditions = conditions

    def as_sql(  # type: ignore[override]
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        into: str = "json_array",
        **options: Any,
    ) -> tuple[str, list[Any]]:
        *columns, _ = self.get_source_expressions()
        written = {
            name: compiler.compile(column)[0] for name, column in zip(COLUMNS, columns, strict=True)
        }
        counts = [
            f"count(*) FILTER (WHERE {condition.format_map(written)})"
            for condition, _ in self.conditions
        ]
        values = [value for _, values in self.conditions for value in values]
        return f"{into}({', '.join(counts)})", values

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        return self.as_sql(compiler, connection, into="jsonb_build_array")


def _first(rows: "ListingQuerySet", search: Search) -> "ListingQuerySet":
    """The newest. With words or a part of the map any rows will do: finding the newest of those
    would take reading all of them."""
    if search.q or search.bounds or search.max_walk:
        return rows.order_by()
    return rows.order_by("-published_at", "-pk")


def _choices(search: Search) -> Iterator[tuple[str, str, Condition]]:
    """(field, value, the condition when it is chosen too)."""
    for kind, _ in KINDS:
        yield "kind", kind, _asked("kind", (kind,))
    for name, offered in (("bedrooms", BEDROOMS), ("bathrooms", BATHROOMS)):
        for value, _ in offered:
            if value:
                yield name, value, _asked(name, float(value))
    for name in SWITCHES:
        yield name, "1", _asked(name, True)
    for slug in Amenity.values:
        yield "amenity", slug, _asked("amenity", (*search.amenity, slug))


_KIND = {
    "entire": "{space} = 'entire'",
    "room": "{space} = 'room'",
    "sublet": "{lease_kind} IN ('sublet', 'takeover')",
}


def _asked(name: str, value: Any) -> Condition:
    if value is None or value is False or value == ():
        return ANY
    if name == "kind":
        return f"({' OR '.join(_KIND[kind] for kind in value)})", ()
    if name == "amenity":
        return _all([("{has} LIKE %s", (f"%, {Amenity(slug).label},%",)) for slug in value])
    if name in SWITCHES:
        return f"{{{name}}}", ()
    sign = "=" if name == "bedrooms" and value == 0 else ">="
    return f"{{{name}}} {sign} %s", (value,)


def _all(conditions: Iterable[Condition]) -> Condition:
    asked = [condition for condition in conditions if condition is not ANY]
    values = tuple(value for _, values in asked for value in values)
    return (" AND ".join(sql for sql, _ in asked), values) if asked else ANY
