from dataclasses import dataclass

from django.core.cache import cache

from listings.models import Listing
from listings.rent_comparison.chart import Chart
from listings.rent_comparison.distribution import RentDistribution
from listings.rent_comparison.wording import Wording

# Listings: a percentile among fewer means nothing, and more than the maximum wouldn't change it.
MIN_COMPARABLE, MAX_COMPARABLE = 10, 400
CACHE_SECONDS = 600
SUBLET = Listing.LeaseKind.SUBLET
# (miles, whether sublets and leases count together); the first with enough listings is used.
SCOPES = ((1, False), (3, False), (1, True), (3, True))


@dataclass(frozen=True)
class RentComparison:
    distribution: RentDistribution
    wording: Wording

    @property
    def chart(self) -> Chart:
        return Chart(self.distribution)


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
            distribution = RentDistribution(rent, others)
            return RentComparison(distribution, Wording(distribution, listing, miles, is_mixed))
    return None


def _comparable_rents(listing: Listing) -> list[tuple[int, str, int]]:
    """(rent, lease kind, miles at the most) of listings of its space and size, sorted by rent."""

    def load() -> list[tuple[int, str, int]]:
        rents = Listing.objects.comparable_to(listing, _rent_column(listing))
        return sorted(rents[:MAX_COMPARABLE])

    key = f"like-{listing.pk}-{listing.updated_at.timestamp():f}"
    return cache.get_or_set(key, load, CACHE_SECONDS)


def _rent_column(listing: Listing) -> str:
    return "rent_per_person" if listing.space == Listing.Space.ROOM else "rent"
