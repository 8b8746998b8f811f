"""Keyset pagination: as fast on later pages as on the first, and stable while others post."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from django.db.models import Q

from listings.geography.landmarks import Landmark
from listings.models import Listing
from listings.querysets.listing import ListingQuerySet
from listings.querysets.location import in_reach
from listings.row_cache import load_rows
from listings.search.criteria import Search

PAGE_SIZE = 24
# How many a page shows at once to someone who comes back to it.
MAX_SHOWN = 240
CHEAPEST_TRIED = (500, 5_000)  # listings: see `_least_costly`
RINGS = (150, 500, 2_000, 10_000)  # meters: see `_nearest`
MAX_COUNTED = 1000  # pages show more as "1000+"
MAX_CURSOR_LENGTH = 200
MAX_KEY = 2**63 - 1

# The column that each sort order goes by, and whether it is descending.
KEYS = {
    "newest": ("published_at", True),
    "cheapest": ("rent_per_person", False),
    "closest": ("distance", False),
    "cost": ("cost", False),
    "best": ("rank", True),
}

# (key, id) of a listing in a sort order
Position = tuple[Any, int]


@dataclass(frozen=True)
class Page:
    """`after` is the cursor of the next page; empty on the last one."""

    listings: list[Listing]
    after: str


def load_page(listings: ListingQuerySet, search: Search, size: int = PAGE_SIZE) -> Page:
    """One page of a queryset that is `matching.sort` has sorted, after the cursor of the search."""
    if position := read_cursor(search.after, search.sort):
        listings = listings.filter(_is_after(search.sort, *position))
    if search.sort == "closest" and not search.max_walk:
        found = _nearest(listings, search.centers, size + 1)
    elif search.sort == "cost":
        found = _least_costly(listings, size + 1)
    else:
        found = _positions(listings, search.sort, size + 1)
    has_more = len(found) > size
    after = write_cursor(search.sort, *found[size - 1]) if has_more else ""
    return Page(load_rows([pk for _, pk in found[:size]]), after)


def _positions(listings: ListingQuerySet, sort: str, limit: int) -> list[Position]:
    """The first positions. An index has them; sorting whole rows would take long."""
    return list(listings.values_list(KEYS[sort][0], "pk")[:limit])


def _nearest(
    listings: ListingQuerySet, landmarks: Sequence[Landmark], limit: int
) -> list[Position]:
    """The first of a queryset that is ordered by distance, searched for in wider and wider rings.

    No index has distances, so without a ring every listing would be measured and sorted.
    """
    for meters in RINGS:
        found = _positions(listings.filter(in_reach(landmarks, meters)), "closest", limit)
        if len(found) == limit:
            return found
    return _positions(listings, "closest", limit)


def _least_costly(listings: ListingQuerySet, limit: int) -> list[Position]:
    """The first of a queryset that is ordered by cost. No index has costs; but a cost is never
    below the rent, so what costs no more than the n-th lowest rent is among the n lowest rents."""
    rents = listings.order_by("rent_per_person").values_list("rent_per_person", flat=True)
    for number in CHEAPEST_TRIED:
        rent = rents[number : number + 1].first()
        if rent is None:
            break
        cheapest = listings.filter(rent_per_person__lte=rent, cost__lte=rent)
        found = _positions(cheapest, "cost", limit)
        if len(found) == limit:
            return found
    return _positions(listings, "cost", limit)


def capped_count(listings: ListingQuerySet) -> int:
    """How many there are, but at most MAX_COUNTED + 1."""
    return listings.order_by()[: MAX_COUNTED + 1].count()


def read_shown(text: str) -> int:
    """How many listings a page has shown already: at most MAX_SHOWN, and 0 where it doesn't say."""
    return min(int(text), MAX_SHOWN) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def write_cursor(sort: str, key: Any, pk: int) -> str:
    if isinstance(key, datetime):
        key = key.astimezone(UTC).isoformat()
    return urlsafe_b64encode(json.dumps([sort, key, pk]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: str) -> Position | None:
    """The position of the last listing shown; None for a cursor that isn't one of this sort."""
    if not cursor or len(cursor) > MAX_CURSOR_LENGTH:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        written_for, key, pk = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        key = _read_key(key, sort)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (key, pk) if written_for == sort and _is_number(pk) and key is not None else None


def _read_key(key: Any, sort: str) -> Any:
    if sort == "newest":
        moment = datetime.fromisoformat(key)
        return moment.astimezone(UTC) if moment.tzinfo else None
    if sort in ("cheapest", "cost", "best"):
        return key if _is_number(key) else None
    return key if isinstance(key, float) and isfinite(key) else None


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_KEY


def _is_after(sort: str, key: Any, pk: int) -> Q:
    """Listings after a position. The first condition follows from the second, but has an index."""
    column, is_descending = KEYS[sort]
    side = "lt" if is_descending else "gt"
    return Q(**{f"{column}__{side}e": key}) & (
        Q(**{f"{column}__{side}": key}) | Q(**{column: key, f"pk__{side}": pk})
    )
