"""How many places each choice of a filter would leave, beside the choice."""

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db.models import Aggregate, F, JSONField, TextField, Value
from django.db.models.functions import Concat

from listings.models.amenity import Amenity
from listings.pagination import MOST_COUNTED
from listings.search.criteria import Search
from listings.search.form import BATHROOMS, BEDROOMS, KINDS

GROUPS = ("kind", "bedrooms", "bathrooms", "furnished", "pets", "verified", "amenity")
SWITCHES = ("furnished", "pets", "verified")
READ = ("space", "lease_kind", "bedrooms", "bathrooms", *SWITCHES, "has")
# Of so many, at the most, the choices are counted.
MOST_READ = MOST_COUNTED + 1
LAST = 30  # seconds


@dataclass(frozen=True)
class Facet:
    name: str
    value: str
    count: int
    is_capped: bool


@dataclass(frozen=True)
class Facets:
    """By the field and the value of each choice, of so many places that were `read`, at most
    MOST_READ. `found` is how many places the search finds, likewise, or None where that takes a
    count of its own."""

    choices: dict[tuple[str, str], Facet]
    read: int
    found: int | None


def facets_of(listings, search: Search, book: int) -> Facets:
    """`listings` are what the search finds without its GROUPS. One query, or none while the last
    answer to the same search is fresh and the book of changes where it was."""
    asked = replace(search, sort="newest", after="").query()
    # The cache is this process's own, and so is the hash; a key's length is bounded.
    key = f"facets-{book}-{hash(asked)}"
    read, found, *counts = cache.get_or_set(key, lambda: _counted(listings, search), LAST)
    choices = {
        (name, value): Facet(name, value, count, read >= MOST_READ and count > 0)
        for (name, value, _), count in zip(_choices(search), counts, strict=True)
    }
    return Facets(choices, read, found if read < MOST_READ or read == found else None)


def _counted(listings, search) -> list[int]:
    """How many were read, how many of them the search finds, and how many each choice would
    leave."""
    asked = {name: _asked(name, getattr(search, name)) for name in GROUPS}
    conditions = [ANY, _all(asked.values())]
    for name, _, condition in _choices(search):
        others = [asked[other] for other in GROUPS if other != name]
        conditions.append(_all([condition, *others]))
    has = Concat(Value(", "), "amenity_words", Value(","), output_field=TextField())
    rows = listings.annotate(has=has, verified=F("lister__is_verified_student"))
    some = _some(rows, search).values(*READ)[:MOST_READ]
    return some.aggregate(counts=Counts(conditions))["counts"] or [0] * len(conditions)


class Counts(Aggregate):
    """How many rows fulfil each of `conditions`: one expression, since Django would take ten
    milliseconds to put so many of its own together."""

    name = "Counts"
    output_field = JSONField()

    def __init__(self, conditions=(), *columns, **options):
        super().__init__(*columns or READ, **options)
        self.conditions = conditions

    def as_sql(self, compiler, connection, into="json_array", **options):
        *columns, _ = self.get_source_expressions()
        written = {
            name: compiler.compile(column)[0] for name, column in zip(READ, columns, strict=True)
        }
        counts = [
            f"count(*) FILTER (WHERE {condition.format_map(written)})"
            for condition, _ in self.conditions
        ]
        values = [value for _, values in self.conditions for value in values]
        return f"{into}({', '.join(counts)})", values

    def as_postgresql(self, compiler, connection, **options):
        return self.as_sql(compiler, connection, into="jsonb_build_array")


def _some(rows, search):
    """The newest; but where words or a part of town narrow, any will do: the newest of them are
    known only once all of them are."""
    if search.q or search.bounds or search.max_walk:
        return rows.order_by()
    return rows.order_by("-published_at", "-pk")


def _choices(search):
    """(field, value, what a place has to fulfil when it is chosen too)."""
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


# What a place has to fulfil: SQL, in which a column of READ stands in braces, and its values.
Condition = tuple[str, tuple]
ANY = ("1 = 1", ())
_KIND = {
    "entire": "{space} = 'entire'",
    "room": "{space} = 'room'",
    "sublet": "{lease_kind} IN ('sublet', 'takeover')",
}


def _asked(name, value) -> Condition:
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


def _all(conditions) -> Condition:
    asked = [condition for condition in conditions if condition is not ANY]
    values = tuple(value for _, values in asked for value in values)
    return (" AND ".join(sql for sql, _ in asked), values) if asked else ANY
