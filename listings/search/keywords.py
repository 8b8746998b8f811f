"""The words that an offer is looked for by, beyond those its lister wrote."""

from listings.geography.landmarks import campus_area
from listings.geography.neighborhoods import neighborhood_of
from listings.geography.streets import SUFFIXES

FULL_SUFFIX = {short: full for full, short in SUFFIXES.items() if full not in ("av", "str", "bl")}
SPACES = {"entire": "entire place apartment", "room": "room"}
LEASES = {"sublet": "sublet sublease", "takeover": "lease takeover"}


def keywords_of(listing) -> str:
    """From its columns alone: a migration asks this of rows that have nothing else."""
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


def _beds(number) -> str:
    if number is None:
        return ""
    return "studio" if number == 0 else f"{number} bedroom {number}bed {number}br"


def _whole_street(street) -> str:
    """`Sheridan Road` for `Sheridan Rd`, so that it is found by both."""
    name, _, suffix = street.rpartition(" ")
    full = FULL_SUFFIX.get(suffix.lower().rstrip("."))
    return f"{name} {full.title()}" if name and full else ""


def _part_of_town(latitude, longitude) -> str:
    if latitude is None or longitude is None:
        return ""
    part = neighborhood_of((latitude, longitude))
    return f"{part} {campus_area(latitude)} campus" if part else ""
