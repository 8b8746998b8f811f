"""Where a rent stands among those of comparable places.

Comparable is what is on offer now (published or pending) and is

- of the same space: a room is set against rooms by what one person pays, an entire place against
  entire ones by its rent as a whole;
- as large: an entire place has as many bedrooms (five or more count as five), a room is in a place
  that has at most one more or fewer, since who rents one shares the rest;
- let in the same way: sublets against sublets, leases and what is left of leases against both of
  these, since a tenant who is away for a while asks for less than a landlord;
- near, in a straight line between the points that everyone sees: within a mile, or three where that
  is too few. Where three are too few as well, sublets and leases count together, and it is said so.

Nothing else enters: not what a place is called or how it is described, nor who offers it, lives
there, lives around it or looks at it. It is shown, and no search filters or sorts by it.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median_low

from django.core.cache import cache

from listings.models import Listing

LEAST, MOST = 10, 400  # places; of fewer a rank says nothing, and of more nothing else
KEPT = 600  # seconds
SUBLET = Listing.LeaseKind.SUBLET
# Miles, and whether what is let otherwise counts as well: the first with enough places is taken.
SCOPES = ((1, False), (3, False), (1, True), (3, True))
# The picture, in its own units. What is far off the rest counts in the outermost bars.
WIDE, HIGH, BARS = 320, 64, 16
NARROWEST, WIDEST = 0.4, 2.5  # times the middle rent


@dataclass(frozen=True)
class Standing:
    """`rent` among `others`, which rise; cents a month, of one person where `is_share`."""

    rent: int
    others: tuple[int, ...]
    kind: str
    miles: int
    is_share: bool

    @property
    def count(self) -> int:
        return len(self.others)

    @property
    def less(self) -> int:
        return bisect_left(self.others, self.rent)

    @property
    def more(self) -> int:
        return self.count - bisect_right(self.others, self.rent)

    @property
    def percentile(self) -> int:
        """How many of a hundred cost less; of those that cost as much, half do."""
        return (100 * self.less + 50 * (self.count - self.less - self.more)) // self.count

    @property
    def middle(self) -> int:
        return median_low(self.others)

    @property
    def ends(self) -> tuple[int, int]:
        """The rents at both ends of the picture."""
        low, high = min(self.rent, self.others[0]), max(self.rent, self.others[-1])
        low = max(low, min(self.rent, int(self.middle * NARROWEST)))
        high = min(high, max(self.rent, int(self.middle * WIDEST)))
        return low, max(high, low + 1)

    @property
    def mark(self) -> float:
        """Where this one stands from left to right, in the units of the picture."""
        low, high = self.ends
        return round(WIDE * (self.rent - low) / (high - low), 1)

    def bars(self) -> list[dict]:
        """How many others cost about as much, from left to right: {"x", "y", "height"}."""
        low, high = self.ends
        counts = [0] * BARS
        for rent in self.others:
            place = (rent - low) * BARS // (high - low)
            counts[min(BARS - 1, max(0, place))] += 1
        step = (HIGH - 4) / max(counts)
        return [
            {
                "x": place * WIDE // BARS,
                "y": round(HIGH - count * step, 1),
                "height": round(count * step, 1),
            }
            for place, count in enumerate(counts)
            if count
        ]


def standing_of(listing) -> Standing | None:
    """Of a place that has a rent, a size and a point; None where too few are like it."""
    rent = getattr(listing, _column(listing))
    if not rent or listing.bedrooms is None or listing.public_point is None:
        return None
    near = _near(listing)
    for miles, is_mixed in SCOPES:
        others = tuple(
            cents
            for cents, kind, far in near
            if far <= miles and (is_mixed or (kind == SUBLET) == (listing.lease_kind == SUBLET))
        )
        if len(others) >= LEAST:
            kind = _kind_of(listing, is_mixed)
            return Standing(rent, others, kind, miles, _is_room(listing))
    return None


def _near(listing) -> list[tuple]:
    """(rent, how it is let, miles at the most) of places of its kind and size, rising."""

    def find():
        rents = Listing.objects.comparable_to(listing, _column(listing))
        return sorted(rents[:MOST])

    return cache.get_or_set(f"like-{listing.pk}-{listing.updated_at.timestamp():f}", find, KEPT)


def _is_room(listing) -> bool:
    return listing.space == Listing.Space.ROOM


def _column(listing) -> str:
    return "rent_per_person" if _is_room(listing) else "rent"


def _kind_of(listing, is_mixed) -> str:
    """`sublet rooms`, `studios`, `2-bed places, sublets or not,`."""
    many = "5-bed and larger" if listing.bedrooms >= 5 else f"{listing.bedrooms}-bed"
    places = "studios" if listing.bedrooms == 0 else f"{many} places"
    places = "rooms" if _is_room(listing) else places
    if is_mixed:
        return f"{places}, sublets and leases,"
    return f"sublet {places}" if listing.lease_kind == SUBLET else places
