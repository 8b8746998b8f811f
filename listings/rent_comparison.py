"""Compares a listing's rent with those of comparable listings: percentile, median, histogram.

Comparable are the listings that are open now (published or pending) and

- of the same space: a room is compared with rooms by the rent per person, an entire place with
  entire places by its whole rent;
- as large: an entire place has as many bedrooms (five or more count as five); a room is in a place
  with at most one bedroom more or fewer, since its tenant shares the rest;
- let in the same way: sublets with sublets, and leases and takeovers with both of these, since a
  tenant who is away for a while asks for less than a landlord;
- near, in a straight line between the public points: within a mile, or within three where that is
  too few. Where three are too few as well, sublets and leases count together, and the text says so.

Nothing else counts: not what a listing is called or how it is described, nor who offers it, lives
there or nearby, or looks at it. The comparison is only shown; no search filters or sorts by it.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median_low

from django.core.cache import cache

from listings.models import Listing

# Listings: a percentile among fewer means nothing, and more than the maximum wouldn't change it.
MIN_COMPARABLE, MAX_COMPARABLE = 10, 400
CACHE_SECONDS = 600
SUBLET = Listing.LeaseKind.SUBLET
# (miles, whether sublets and leases count together); the first with enough listings is used.
SCOPES = ((1, False), (3, False), (1, True), (3, True))
# The histogram, in its own units. Rents far from the rest count in the outermost bars.
CHART_WIDTH, CHART_HEIGHT, BAR_COUNT = 320, 64, 16
LOWEST_SHOWN, HIGHEST_SHOWN = 0.4, 2.5  # times the median rent


@dataclass(frozen=True)
class RentComparison:
    """`rent` among `others`, which are sorted; in cents a month, per person where `is_share`."""

    rent: int
    others: tuple[int, ...]
    description: str  # of the others: `sublet rooms`
    miles: int
    is_share: bool

    @property
    def count(self) -> int:
        return len(self.others)

    @property
    def cheaper(self) -> int:
        return bisect_left(self.others, self.rent)

    @property
    def dearer(self) -> int:
        return self.count - bisect_right(self.others, self.rent)

    @property
    def percentile(self) -> int:
        """The percentage that cost less; those that cost as much count half."""
        equal = self.count - self.cheaper - self.dearer
        return (100 * self.cheaper + 50 * equal) // self.count

    @property
    def median(self) -> int:
        return median_low(self.others)

    @property
    def range(self) -> tuple[int, int]:
        """The rents at both ends of the histogram."""
        low, high = min(self.rent, self.others[0]), max(self.rent, self.others[-1])
        low = max(low, min(self.rent, int(self.median * LOWEST_SHOWN)))
        high = min(high, max(self.rent, int(self.median * HIGHEST_SHOWN)))
        return low, max(high, low + 1)

    @property
    def marker_x(self) -> float:
        """Where this rent is from left to right, in the histogram's units."""
        low, high = self.range
        return round(CHART_WIDTH * (self.rent - low) / (high - low), 1)

    def histogram(self) -> list[dict[str, float]]:
        """The bars that aren't empty, from left to right: {"x", "y", "height"}."""
        low, high = self.range
        counts = [0] * BAR_COUNT
        for rent in self.others:
            bar = (rent - low) * BAR_COUNT // (high - low)
            counts[min(BAR_COUNT - 1, max(0, bar))] += 1
        unit = (CHART_HEIGHT - 4) / max(counts)
        return [
            {
                "x": bar * CHART_WIDTH // BAR_COUNT,
                "y": round(CHART_HEIGHT - count * unit, 1),
                "height": round(count * unit, 1),
            }
            for bar, count in enumerate(counts)
            if count
        ]


def compare_rent(listing: Listing) -> RentComparison | None:
    """None for a listing without a rent, size or location, and where too few are comparable."""
    rent = getattr(listing, _rent_column(listing))
    if not rent or listing.bedrooms is None or listing.public_point is None:
        return None
    comparable = _comparable_rents(listing)
    for miles, is_mixed in SCOPES:
        others = tuple(
            cents
            for cents, lease_kind, distance in comparable
            if distance <= miles
            and (is_mixed or (lease_kind == SUBLET) == (listing.lease_kind == SUBLET))
        )
        if len(others) >= MIN_COMPARABLE:
            description = _description(listing, is_mixed)
            return RentComparison(rent, others, description, miles, _is_room(listing))
    return None


def _comparable_rents(listing: Listing) -> list[tuple[int, str, int]]:
    """(rent, lease kind, miles at the most) of listings of its space and size, sorted by rent."""

    def load() -> list[tuple[int, str, int]]:
        rents = Listing.objects.comparable_to(listing, _rent_column(listing))
        return sorted(rents[:MAX_COMPARABLE])

    key = f"like-{listing.pk}-{listing.updated_at.timestamp():f}"
    return cache.get_or_set(key, load, CACHE_SECONDS)


def _is_room(listing: Listing) -> bool:
    return listing.space == Listing.Space.ROOM


def _rent_column(listing: Listing) -> str:
    return "rent_per_person" if _is_room(listing) else "rent"


def _description(listing: Listing, is_mixed: bool) -> str:
    """`sublet rooms`, `studios`, `2-bed places, sublets and leases,`."""
    size = "5-bed and larger" if listing.bedrooms >= 5 else f"{listing.bedrooms}-bed"
    places = "studios" if listing.bedrooms == 0 else f"{size} places"
    places = "rooms" if _is_room(listing) else places
    if is_mixed:
        return f"{places}, sublets and leases,"
    return f"sublet {places}" if listing.lease_kind == SUBLET else places
