"""Where an offer is, as far as everyone may know."""

import re

from listings.geography import landmarks
from listings.geography.streets import street_of

HOUSE_NUMBER = re.compile(r"^\s*\d[\d/.,-]*[a-z]?(?:\s+\d[\d/.,-]*(?!\w))*\s+", re.I)
OTHER_NUMBER = re.compile(r"\d(?!\d*(?:st|nd|rd|th)\b)", re.I)


class Whereabouts:
    """Mixed into Listing."""

    def street_alone(self) -> str:
        """The street without its number, or nothing where it can't be told apart for certain.

        In other towns than Evanston the number is what the address begins with; where digits are
        left that count no street ("42nd"), they may be a house's or a flat's.
        """
        if self.city in ("Evanston", ""):
            return street_of(self.address) or ""
        street = HOUSE_NUMBER.sub("", self.address, count=1).strip()
        return "" if OTHER_NUMBER.search(street) else street[:80]

    @property
    def where(self) -> str:
        """`Foster St`, `Bowie St, Austin`: where it is in a few words; the home town is plain."""
        return ", ".join(filter(None, [self.street, "" if self.city == "Evanston" else self.city]))

    @property
    def public_address(self) -> str:
        """The street, with number and unit only once the lister shares them."""
        return self.full_address if self.address_shared and self.address else self.street

    @property
    def full_address(self) -> str:
        """`917 Foster St, 4B`: for the lister's eyes, or for all once it is shared."""
        return ", ".join(filter(None, [self.address, self.unit_number]))

    @property
    def public_point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, as everyone may see it."""
        if self.public_latitude is None or self.public_longitude is None:
            return None
        return self.public_latitude, self.public_longitude

    @property
    def campus_area(self) -> str:
        """`north`, `mid` or `south`, as students name the parts of campus that a home is near."""
        return landmarks.campus_area(self.public_latitude) if self.public_point else ""
