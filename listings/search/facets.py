"""How many places each choice of a filter would leave, beside the choice."""

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db.models import Count, F, Q, TextField, Value
from django.db.models.functions import Concat

from listings.models.amenity import Amenity
from listings.search.criteria import Search
from listings.search.form import BATHROOMS, BEDROOMS, KINDS

GROUPS = ("kind", "bedrooms", "bathrooms", "furnished", "pets", "verified", "amenity")
SWITCHES = ("furnished", "pets", "verified")
READ = ("pk", "space", "lease_kind", "bedrooms", "bathrooms", *SWITCHES, "has")
# Of so many, at the most, the choices are counted.
MOST_READ = 1000
LAST = 30  # seconds


@dataclass(frozen=True)
class Facet:
    name: str
    value: str
    count: int
    is_capped: bool


def facets_of(listings, search: Search) -> list[Facet]:
    """`listings` are what the search finds without its GROUPS. One query, or none while the last
    answer to the same search is fresh."""
    asked = replace(search, sort="newest", after="").query()
    # The cache is this process's own, and so is the hash; a key's length is bounded.
    key = f"facets-{hash(asked)}"
    counts = cache.get_or_set(key, lambda: _counted(listings, search), LAST)
    is_capped = counts["all"] >= MOST_READ
    return [
        Facet(*choice.split(":"), count, is_capped and count > 0)
        for choice, count in counts.items()
        if choice != "all"
    ]


def _counted(listings, search) -> dict:
    asked = {name: _asked(name, getattr(search, name)) for name in GROUPS}
    counts = {"all": Count("pk")}
    for name, value, condition in _choices(search):
        for other in GROUPS:
            if other != name:
                condition &= asked[other]
        counts[f"{name}:{value}"] = Count("pk", filter=condition)
    has = Concat(Value(", "), "amenity_words", Value(","), output_field=TextField())
    rows = listings.annotate(has=has, verified=F("lister__is_verified_student"))
    return _some(rows, search).values(*READ)[:MOST_READ].aggregate(**counts)


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


def _asked(name, value) -> Q:
    if name == "kind":
        return Q(*(_KIND[kind] for kind in value), _connector=Q.OR)
    if name == "bedrooms" and value == 0:
        return Q(bedrooms=0)
    if name in ("bedrooms", "bathrooms"):
        return Q() if value is None else Q(**{f"{name}__gte": value})
    if name == "amenity":
        return Q(*(Q(has__contains=f", {Amenity(slug).label},") for slug in value))
    return Q(**{name: True}) if value else Q()


_KIND = {
    "entire": Q(space="entire"),
    "room": Q(space="room"),
    "sublet": Q(lease_kind__in=["sublet", "takeover"]),
}
