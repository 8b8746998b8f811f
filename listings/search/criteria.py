from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.utils.http import urlencode

from listings.geography.landmarks import LANDMARKS, Landmark
from listings.search.bounds import Bounds

# What "close to campus" means to who names no landmark: the library, half way between its ends.
MIDDLE_OF_CAMPUS = next(mark for mark in LANDMARKS if mark.slug == "library")

SHORTEST_STAY, A_YEAR = 30, 365

NEWEST, CHEAPEST, CLOSEST, BEST, COST = SORTS = ("newest", "cheapest", "closest", "best", "cost")


@dataclass(frozen=True)
class Search:
    """What someone looks for, as far as it was understood; the default of a field is "any".

    Rents are whole dollars a month for one person, and so is `max_cost`, which counts utilities
    and fees as well. `bedrooms` 0 is a studio, else it is the least,
    as `bathrooms` is. `available_from` and `available_until` are the ends of one's stay.
    `max_walk` is in minutes to each of `near`, which are several where roommates walk to several
    buildings, and never without one. `after` is a cursor that
    `listings.pagination` reads.
    """

    q: str = ""
    min_rent: int | None = None
    max_rent: int | None = None
    max_cost: int | None = None
    bedrooms: int | None = None
    bathrooms: Decimal | None = None
    kind: tuple[str, ...] = ()
    available_from: date | None = None
    available_until: date | None = None
    furnished: bool = False
    pets: bool = False
    amenity: tuple[str, ...] = ()
    near: tuple[Landmark, ...] = ()
    max_walk: int | None = None
    verified: bool = False
    bounds: Bounds | None = None
    sort: str = NEWEST
    after: str = ""

    @property
    def centers(self) -> tuple[Landmark, ...]:
        """What distances are measured to; of several, the farthest counts."""
        return self.near or (MIDDLE_OF_CAMPUS,)

    @property
    def days(self) -> int:
        """How long one stays: fees are spread over it. A year unless both ends are named, and
        never less than a month."""
        if self.available_from and self.available_until:
            return max(SHORTEST_STAY, (self.available_until - self.available_from).days + 1)
        return A_YEAR

    @property
    def asks_for_costs(self) -> bool:
        """Whether the true cost is a part of what was asked."""
        has_dates = bool(self.available_from and self.available_until)
        return has_dates or self.max_cost is not None or self.sort == COST

    def without(self, *names: str) -> "Search":
        """The same search with these fields at "any", from its first page."""
        default = Search()
        freed = {name: getattr(default, name) for name in names}
        if "near" in names:
            freed["max_walk"] = None
        return replace(self, **freed | {"after": ""})

    def without_choice(self, name: str, choice: str) -> "Search":
        """The same search with one of a field's several choices taken out."""
        left = tuple(value for value in getattr(self, name) if value != choice)
        if not left:
            return self.without(name)
        return replace(self, **{name: left, "after": ""})

    def query(self) -> str:
        """The one query string of this search, without the page."""
        default = Search()
        pairs = [
            (field.name, _written(getattr(self, field.name)))
            for field in fields(self)
            if field.name != "after" and getattr(self, field.name) != getattr(default, field.name)
        ]
        return urlencode(pairs, doseq=True)


def _written(value) -> str | list[str]:
    if isinstance(value, bool):
        return "1"
    if isinstance(value, tuple):
        return [getattr(choice, "slug", choice) for choice in value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
