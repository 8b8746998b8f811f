from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import ordinal

from listings.models import Listing
from listings.rent_comparison.distribution import RentDistribution
from listings.templatetags.listing_tags import dollars


@dataclass(frozen=True)
class Wording:
    """The comparison in words. `miles`: within which the others are; `is_mixed`: whether sublets
    and leases count together."""

    distribution: RentDistribution
    listing: Listing
    miles: int
    is_mixed: bool

    @property
    def headline(self) -> str:
        count = self.distribution.count
        rank = f"{ordinal(self.distribution.percentile)} percentile"
        if self.distribution.dearer == count:
            rank = "The lowest rent"
        elif self.distribution.cheaper == count:
            rank = "The highest rent"
        return f"{rank} of {count} similar places"

    @property
    def details(self) -> str:
        rents = self.distribution
        radius = "a mile" if self.miles == 1 else f"{self.miles} miles"
        more = f"{rents.dearer} {'costs' if rents.dearer == 1 else 'cost'} more"
        per_person = " for one person" if self.listing.space == Listing.Space.ROOM else ""
        return (
            f"Of {rents.count} {self.others} within {radius}, "
            f"{more} and {rents.cheaper} less{per_person}. "
            f"The median is {dollars(rents.median)} a month, rent only."
        )

    @property
    def chart_label(self) -> str:
        lowest, highest = self.ends
        rents = self.distribution
        return (
            f"Rents from {lowest} to {highest}; this one, {dollars(rents.rent)}, "
            f"is at the {ordinal(rents.percentile)} percentile."
        )

    @property
    def ends(self) -> tuple[str, str]:
        """The rents at both ends of the chart."""
        lowest, highest = self.distribution.range
        return dollars(lowest), dollars(highest)

    @property
    def others(self) -> str:
        """`sublet rooms`, `studios`, `2-bed places, sublets and leases,`."""
        if self.is_mixed:
            return f"{self._places}, sublets and leases,"
        is_sublet = self.listing.lease_kind == Listing.LeaseKind.SUBLET
        return f"sublet {self._places}" if is_sublet else self._places

    @property
    def _places(self) -> str:
        if self.listing.space == Listing.Space.ROOM:
            return "rooms"
        if self.listing.bedrooms == 0:
            return "studios"
        size = "5-bed and larger" if self.listing.bedrooms >= 5 else f"{self.listing.bedrooms}-bed"
        return f"{size} places"
