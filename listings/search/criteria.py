from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from listings.geography.landmarks import LANDMARKS, Landmark
from listings.search.filters import FILTERS
from listings.search.filters.fields import written

# "Close to campus" without a landmark: the library, half way between the ends of the campus.
MIDDLE_OF_CAMPUS = next(mark for mark in LANDMARKS if mark.slug == "library")

SHORTEST_STAY, A_YEAR = 30, 365

NEWEST, CHEAPEST, CLOSEST, BEST, COST = SORTS = ("newest", "cheapest", "closest", "best", "cost")

FIELDS = {name: field for each in FILTERS for name, field in each.fields.items()}
# The parameters in the order in which queries are written. Saved searches are found by their query,
# so these stay in front, and those of newer filters follow.
_FIRST = (
    *("q", "min_rent", "max_rent", "max_cost", "bedrooms", "bathrooms", "kind"),
    *("available_from", "available_until", "furnished", "pets", "amenity"),
    *("near", "max_walk", "verified", "bounds"),
)
# What each parameter is when the query doesn't have it, which means any.
ANY = {name: FIELDS[name].clean(None) for name in dict.fromkeys((*_FIRST, *FIELDS))}
ANY |= {"sort": NEWEST, "after": ""}


@dataclass(frozen=True, init=False)
class Search:
    """What someone searches for, as far as it could be read: an immutable value with an attribute
    for each parameter of FILTERS, which documents them, and two more.

    `sort` is one of SORTS; `after` is a cursor that `listings.pagination` reads.
    """

    _given: dict[str, Any]

    def __init__(self, **values: Any) -> None:
        if unknown := values.keys() - ANY.keys():
            raise TypeError(f"a search has no {', '.join(sorted(unknown))}")
        given = {name: value for name, value in values.items() if value != ANY[name]}
        object.__setattr__(self, "_given", given)

    def __getattr__(self, name: str) -> Any:
        if name not in ANY:
            raise AttributeError(f"a search has no {name}")
        return self._given.get(name, ANY[name])

    @property
    def centers(self) -> tuple[Landmark, ...]:
        """Where distances are measured to; of several, the farthest counts."""
        return self.near or (MIDDLE_OF_CAMPUS,)

    @property
    def days(self) -> int:
        """The length of the stay, over which fees are spread. A year unless both ends are given,
        and never less than a month."""
        first, last = self.available_from, self.available_until
        return max(SHORTEST_STAY, (last - first).days + 1) if first and last else A_YEAR

    @property
    def asks_for_costs(self) -> bool:
        """Whether the results should show the true cost."""
        has_dates = bool(self.available_from and self.available_until)
        return has_dates or self.max_cost is not None or self.sort == COST

    def replace(self, **values: Any) -> "Search":
        """The same search with other values, from its first page."""
        return Search(**self._given | {"after": ""} | values)

    def without(self, *names: str) -> "Search":
        """The same search with these parameters at "any", from its first page."""
        return self.replace(**{name: ANY[name] for name in names})

    def query(self) -> str:
        """The query string of this search, without the page. Equal searches have the same one."""
        names = (name for name in ANY if name in self._given and name != "after")
        return urlencode([(name, written(self._given[name])) for name in names], doseq=True)
