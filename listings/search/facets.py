"""Facet counts: how many results each choice of a filter would leave, shown beside the choice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, JSONField
from django.db.models.sql.compiler import SQLCompiler

from listings.pagination import MAX_COUNTED
from listings.querysets.listing import ListingQuerySet
from listings.search.criteria import Search
from listings.search.filters import FILTERS
from listings.search.filters.base import Condition
from listings.search.matching import matching

COUNTED = [each for each in FILTERS if each.has_facets]
# At most this many rows are counted.
MAX_READ = MAX_COUNTED + 1
CACHE_SECONDS = 30

# (rows read, rows found, {(parameter, value): count})
_Counted = tuple[int, int, dict[tuple[str, str], int]]


@dataclass(frozen=True)
class Facet:
    name: str
    value: str
    count: int
    is_capped: bool


@dataclass(frozen=True)
class Facets:
    """`choices` are by the parameter and the value of each choice. They count the rows that were
    `read`, at most MAX_READ. `found` is how many of these the search finds, or None where there are
    more."""

    choices: dict[tuple[str, str], Facet]
    read: int
    found: int | None


def facets_of(search: Search, change_log_position: int) -> Facets:
    """One query, or none while the counts of the same search are cached and the change log has no
    new entry."""
    query = search.without("sort").query()
    # Both the cache and the hash belong to this process; the length of a key is bounded.
    key = f"facets-{change_log_position}-{hash(query)}"
    cached = cache.get_or_set(key, lambda: _count(search), CACHE_SECONDS)
    read, found, counts = cast(_Counted, cached)
    choices = {
        (name, value): Facet(name, value, count, read >= MAX_READ and count > 0)
        for (name, value), count in counts.items()
    }
    return Facets(choices, read, found if read < MAX_READ or read == found else None)


def _count(search: Search) -> _Counted:
    """How many rows were read, how many of them the search finds, and how many it would find with
    each choice."""
    asked = {each: each.condition(search) for each in COUNTED}
    chosen = {
        (name, value): asked | {each: each.condition(with_choice)}
        for each in COUNTED
        for name, value, with_choice in each.facets(search)
    }
    sets = [
        [condition for condition in conditions.values() if condition is not None]
        for conditions in ({}, asked, *chosen.values())
    ]
    read, found, *counts = _rows(search).aggregate(counts=Counts(sets))["counts"] or [0] * len(sets)
    return read, found, dict(zip(chosen, counts, strict=True))


def _rows(search: Search) -> ListingQuerySet:
    """What the search finds without the counted filters, the newest of it. With words or a part of
    the map any rows will do: finding the newest of those would take reading all of them."""
    rows = matching(search.without(*(name for each in COUNTED for name in each.fields)))
    for each in COUNTED:
        rows = rows.annotate(**each.annotations)
    is_indexed = not (search.q or search.bounds or search.max_walk)
    return rows.order_by(*(["-published_at", "-pk"] if is_indexed else []))[:MAX_READ]


class Counts(Aggregate):
    """How many rows meet all conditions of each set. One expression, since Django would take ten
    milliseconds to compile that many of its own."""

    output_field = JSONField()

    def __init__(self, sets: Sequence[Collection[Condition]]) -> None:
        unique = {id(condition): condition for conditions in sets for condition in conditions}
        super().__init__(*unique.values())
        indexes = {key: index for index, key in enumerate(unique)}
        self.sets = [[indexes[id(condition)] for condition in conditions] for conditions in sets]

    def as_sql(  # type: ignore[override]
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        into: str = "json_array",
        **options: Any,
    ) -> tuple[str, list[Any]]:
        *conditions, _ = self.get_source_expressions()
        written = [compiler.compile(condition) for condition in conditions]
        counts = [
            f"count(*) FILTER (WHERE {' AND '.join(written[index][0] for index in indexes)})"
            if indexes
            else "count(*)"
            for indexes in self.sets
        ]
        values = [
            value for indexes in self.sets for index in indexes for value in written[index][1]
        ]
        return f"{into}({', '.join(counts)})", values

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        return self.as_sql(compiler, connection, into="jsonb_build_array")
