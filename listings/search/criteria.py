from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.http import urlencode

from listings.geography.landmarks import LANDMARKS, Landmark
from listings.search.bounds import Bounds

# "Close to campus" without a landmark: the library, half way between the ends of the campus.
MIDDLE_OF_CAMPUS = next(mark for mark in LANDMARKS if mark.slug == "library")

SHORTEST_STAY, A_YEAR = 30, 365

NEWEST, CHEAPEST, CLOSEST, BEST, COST = SORTS = ("newest", "cheapest", "closest", "best", "cost")


@dataclass(frozen=True)
class Search:
    """What someone searches for, as far as it could be read; the default of a field means any.

    Rents are in whole dollars per month for one person, and so is `max_cost`, which includes
    utilities and fees. `bedrooms` 0 is a studio; otherwise `bedrooms` and `bathrooms` are the least
    number. `available_from` and `available_until` are the ends of the stay. `max_walk` is in
    minutes to each of `near` (several where roommates walk to several buildings) and is never set
    without one. `after` is a cursor that `listings.pagination` reads.
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
        """Where distances are measured to; of several, the farthest counts."""
        return self.near or (MIDDLE_OF_CAMPUS,)

    @property
    def days(self) -> int:
        """The length of the stay, over which fees are spread. A year unless both ends are given,
        and never less than a month."""
        if self.available_from and self.available_until:
            return max(SHORTEST_STAY, (self.available_until - self.available_from).days + 1)
        return A_YEAR

    @property
    def asks_for_costs(self) -> bool:
        """Whether the results should show the true cost."""
        has_dates = bool(self.available_from and self.available_until)
        return has_dates or self.max_cost is not None or self.sort == COST

    def without(self, *names: str) -> "Search":
        """The same search with these fields at "any", from its first page."""
        default = Search()
        freed: dict[str, Any] = {name: getattr(default, name) for name in names}
        if "near" in names:
            freed["max_walk"] = None
        return replace(self, **freed | {"after": ""})

    def without_choice(self, name: str, choice: str | Landmark) -> "Search":
        """The same search with one of a field's several choices taken out."""
        left = tuple(value for value in getattr(self, name) if value != choice)
        if not left:
            return self.without(name)
        changes: dict[str, Any] = {name: left, "after": ""}
        return replace(self, **changes)

    def query(self) -> str:
        """The query string of this search, without the page. Equal searches have the same one."""
        default = Search()
        pairs = [
            (field.name, _written(getattr(self, field.name)))
            for field in fields(self)
            if field.name != "after" and getattr(self, field.name) != getattr(default, field.name)
        ]
        return urlencode(pairs, doseq=True)


def _written(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "1"
    if isinstance(value, tuple):
        return [str(getattr(choice, "slug", choice)) for choice in value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
