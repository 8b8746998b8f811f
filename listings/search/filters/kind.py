from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.lookups import Exact, In

from listings.search.filters.base import Choices, Condition

if TYPE_CHECKING:
    from listings.models import Listing
    from listings.search.criteria import Search


class Kind(Choices):
    """`kind`: any of these kinds. A sublet may be a room or an entire place."""

    name, group, legend = "kind", "kind", "Kind of place"
    reads = ("space", "lease_kind")
    is_in_columns = True
    offered = [("entire", "Entire place"), ("room", "Room"), ("sublet", "Sublet or takeover")]
    sublets = ("sublet", "takeover")
    conditions: dict[str, Condition] = {
        "entire": Exact(F("space"), "entire"),
        "room": Exact(F("space"), "room"),
        "sublet": In(F("lease_kind"), sublets),
    }

    def condition(self, search: "Search") -> Condition | None:
        conditions = [self.conditions[kind] for kind in search.kind]
        return reduce(or_, conditions) if conditions else None

    def facets(self, search: "Search") -> Iterator[tuple[str, str, "Search"]]:
        for kind, _ in self.offered:
            yield "kind", kind, search.replace(kind=(kind,))

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        return {"kinds": ",".join(search.kind)}

    def may_match(self, listing: "Listing") -> Q:
        kinds = [listing.space, *(["sublet"] if listing.lease_kind in self.sublets else [])]
        return reduce(or_, (Q(kinds__contains=kind) for kind in kinds), Q(kinds=""))
