"""How the exact address is hidden: what everyone may know of where a listing is.

The public point, which pages, the map and searches use, comes from `location_blur`.
"""

import re

from listings.geography import landmarks
from listings.geography.streets import street_of

HOUSE_NUMBER = re.compile(r"^\s*\d[\d/.,-]*[a-z]?(?:\s+\d[\d/.,-]*(?!\w))*\s+", re.I)
OTHER_NUMBER = re.compile(r"\d(?!\d*(?:st|nd|rd|th)\b)", re.I)


class PublicLocation:
    """Mixed into Listing."""

    def street_without_number(self) -> str:
        """The street without the house number, or "" where they can't be separated for certain.

        In towns other than Evanston the number is what the address begins with. Digits that are
        left and don't belong to a street ("42nd") may be the number of a house or an apartment.
        """
        if self.city in ("Evanston", ""):
            return street_of(self.address) or ""
        street = HOUSE_NUMBER.sub("", self.address, count=1).strip()
        return "" if OTHER_NUMBER.search(street) else street[:80]

    @property
    def short_location(self) -> str:
        """`Foster St`, `Bowie St, Austin`: the street, and the city unless it is Evanston."""
        return ", ".join(filter(None, [self.street, "" if self.city == "Evanston" else self.city]))

    @property
    def public_address(self) -> str:
        """The street, or the full address once the lister shares it with everyone."""
        return self.full_address if self.address_shared and self.address else self.street

    @property
    def full_address(self) -> str:
        """`917 Foster St, 4B`: for the lister alone, or for everyone once it is shared."""
        return ", ".join(filter(None, [self.address, self.unit_number]))

    @property
    def public_point(self) -> tuple[float, float] | None:
        """The (latitude, longitude) in degrees that everyone may see."""
        if self.public_latitude is None or self.public_longitude is None:
            return None
        return self.public_latitude, self.public_longitude

    @property
    def campus_area(self) -> str:
        """`north`, `mid` or `south`: the part of campus it is near, as students say."""
        return landmarks.campus_area(self.public_latitude) if self.public_point else ""
