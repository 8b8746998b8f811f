"""The words by which a listing is found besides those that its lister wrote."""

from typing import TYPE_CHECKING

from listings.geography.landmarks import campus_area
from listings.geography.neighborhoods import neighborhood_of
from listings.geography.streets import SUFFIXES

if TYPE_CHECKING:
    from listings.models.listing import Listing

FULL_SUFFIX = {short: full for full, short in SUFFIXES.items() if full not in ("av", "str", "bl")}
SPACES = {"entire": "entire place apartment", "room": "room"}
LEASES = {"sublet": "sublet sublease", "takeover": "lease takeover"}


def keywords_of(listing: "Listing") -> str:
    return " ".join(
        filter(
            None,
            [
                SPACES.get(listing.space),
                LEASES.get(listing.lease_kind),
                _beds(listing.bedrooms),
                "furnished" if listing.furnished else "",
                "pets" if listing.pets else "",
                _whole_street(listing.street),
                listing.city,
                _part_of_town(listing.public_latitude, listing.public_longitude),
            ],
        )
    )


def _beds(number: int | None) -> str:
    if number is None:
        return ""
    return "studio" if number == 0 else f"{number} bedroom {number}bed {number}br"


def _whole_street(street: str) -> str:
    """`Sheridan Road` for `Sheridan Rd`, so that both find it."""
    name, _, suffix = street.rpartition(" ")
    full = FULL_SUFFIX.get(suffix.lower().rstrip("."))
    return f"{name} {full.title()}" if name and full else ""


def _part_of_town(latitude: float | None, longitude: float | None) -> str:
    if latitude is None or longitude is None:
        return ""
    part = neighborhood_of((latitude, longitude))
    return f"{part} {campus_area(latitude)} campus" if part else ""
