"""Pages by key instead of by number: the same speed however deep, and steady while others post."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from django.db.models import Q

from listings.row_cache import load_rows

PAGE = 24
# How many a page shows at once to who comes back to it.
MOST_SHOWN = 240
AMONG = (500, 5_000)  # of the lowest rents
RINGS = (150, 500, 2_000, 10_000)  # meters
MOST_COUNTED = 1000
LONGEST_CURSOR = 200
LARGEST_KEY = 2**63 - 1

# The column that each sort goes by, and whether the largest comes first.
KEYS = {
    "newest": ("published_at", True),
    "cheapest": ("rent_per_person", False),
    "closest": ("distance", False),
    "cost": ("cost", False),
    "best": ("rank", True),
}


@dataclass(frozen=True)
class Page:
    """`after` is the cursor of the next page, or empty on the last."""

    listings: list
    after: str


def page_of(listings, search, size=PAGE) -> Page:
    """One page of a queryset that is `ordered(search)`, behind the search's cursor."""
    if position := read_cursor(search.after, search.sort):
        listings = listings.filter(_behind(search.sort, *position))
    if search.sort == "closest" and not search.max_walk:
        found = _nearest(listings, search.centers, size + 1)
    elif search.sort == "cost":
        found = _least_costly(listings, size + 1)
    else:
        found = _keys(listings, search.sort, size + 1)
    more = len(found) > size
    after = write_cursor(search.sort, *found[size - 1]) if more else ""
    return Page(load_rows([pk for _, pk in found[:size]]), after)


def _keys(listings, sort, number) -> list[tuple]:
    """The first (key, id): an index has them, and to sort whole rows would take long."""
    return list(listings.values_list(KEYS[sort][0], "pk")[:number])


def _nearest(listings, landmarks, number) -> list[tuple]:
    """The first of a queryset that is ordered by distance, looked for in ever wider rings.

    No index holds distances, so without a ring every place would be measured and sorted.
    """
    for meters in RINGS:
        found = _keys(listings.within_reach(landmarks, meters), "closest", number)
        if len(found) == number:
            return found
    return _keys(listings, "closest", number)


def _least_costly(listings, number) -> list[tuple]:
    """The first of a queryset that is ordered by cost. No index holds that; but a cost is never
    below the rent, so what costs no more than the n-th lowest rent is among the n lowest rents."""
    rents = listings.order_by("rent_per_person").values_list("rent_per_person", flat=True)
    for many in AMONG:
        rent = rents[many : many + 1].first()
        if rent is None:
            break
        found = _keys(listings.filter(rent_per_person__lte=rent, cost__lte=rent), "cost", number)
        if len(found) == number:
            return found
    return _keys(listings, "cost", number)


def capped_count(listings) -> int:
    """How many there are, but never above MOST_COUNTED + 1."""
    return listings.order_by()[: MOST_COUNTED + 1].count()


def read_shown(text: str) -> int:
    """How many a page has shown already: at most MOST_SHOWN, and 0 where it doesn't say."""
    return min(int(text), MOST_SHOWN) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def write_cursor(sort: str, key, pk: int) -> str:
    if isinstance(key, datetime):
        key = key.astimezone(UTC).isoformat()
    return urlsafe_b64encode(json.dumps([sort, key, pk]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: str):
    """(key, id) of the last listing shown; None for a cursor that isn't one of this sort."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        written_for, key, pk = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        key = _read_key(key, sort)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (key, pk) if written_for == sort and _is_number(pk) and key is not None else None


def _read_key(key, sort):
    if sort == "newest":
        day = datetime.fromisoformat(key)
        return day.astimezone(UTC) if day.tzinfo else None
    if sort in ("cheapest", "cost", "best"):
        return key if _is_number(key) else None
    return key if isinstance(key, float) and isfinite(key) else None


def _is_number(value) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_KEY


def _behind(sort, key, pk) -> Q:
    """What comes after (key, pk). The first half is implied by the second; an index can use it."""
    column, descending = KEYS[sort]
    side = "lt" if descending else "gt"
    return Q(**{f"{column}__{side}e": key}) & (
        Q(**{f"{column}__{side}": key}) | Q(**{column: key, f"pk__{side}": pk})
    )
