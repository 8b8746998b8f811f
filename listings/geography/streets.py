"""Evanston's streets and house numbers: a small geocoder that never leaves the process.

`streets.csv` holds each street as knots, a house number and where it stands (WGS 84 degrees, on
the center line). Avenues count north from Howard Street (100), streets count west from the lake.
The blocks and their numbers are the city's own; the knots are corners read off public maps.
"""

import csv
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# A block owns a hundred numbers but builds only about forty of them: one for every 12 to 15 feet.
# The 1600 block of Chicago Avenue ends near 1645, not near 1699.
NUMBERS_IN_A_BLOCK = 40

SUFFIXES = {
    "avenue": "ave", "av": "ave", "street": "st", "str": "st", "road": "rd",
    "place": "pl", "boulevard": "blvd", "bl": "blvd",
}  # fmt: skip
NEIGHBORS = re.compile(r",\s*(chicago|skokie|wilmette|lincolnwood|kenilworth|winnetka)\b")


@dataclass(frozen=True, slots=True)
class Knot:
    """A house number and where it stands."""

    number: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Street:
    """A street as its sign names it ("Sherman Ave"), its knots in the order of their numbers."""

    name: str
    knots: tuple[Knot, ...]

    @property
    def numbers(self):
        """The lowest and the highest house number that can be located."""
        return self.knots[0].number, self.knots[-1].number


def read_streets():
    knots = {}
    with Path(__file__).with_name("streets.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            knot = Knot(int(row["number"]), float(row["latitude"]), float(row["longitude"]))
            knots.setdefault(row["street"], []).append(knot)
    return {name: Street(name, tuple(corners)) for name, corners in knots.items()}


STREETS = read_streets()


def by_title():
    """Streets as people write them, in lower case: "forest ave", and "forest" for the first one."""
    full = {name.lower(): street for name, street in STREETS.items()}
    bare = {}
    for title, street in full.items():
        bare.setdefault(title.rpartition(" ")[0], street)
    return full, bare


FULL, BARE = by_title()


def one_of(words):
    """A pattern for any of these words, the longest first so that none hides another."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


ADDRESS = re.compile(
    rf"""^\s*(?:(?P<number>\d{{1,4}})(?:\s*[a-d]\b|\s*1/2|\s*½|-\d+)?\s+)?
    (?:(?:n|s|e|w|north|south(?!\s+b)|east|west)\.?\s+)?
    (?P<bare>{one_of(BARE)})
    (?:\s+(?P<suffix>{one_of({*SUFFIXES, *SUFFIXES.values()})})\b\.?)?
    \s*(?:$|[,;#(]|(?:apt|apartment|unit|suite|ste|floor|fl|rm|room|no|evanston|il)\b|\d)""",
    re.VERBOSE,
)


def parse(address):
    """Return (house number or None, Street) of a written address, or None when it names neither."""
    written = " ".join(address.lower().split())
    match = ADDRESS.match(written)
    if not match or NEIGHBORS.search(written):
        return None
    suffix = SUFFIXES.get(match["suffix"], match["suffix"])
    street = FULL.get(f"{match['bare']} {suffix}", BARE[match["bare"]])
    return match["number"] and int(match["number"]), street


def locate(address):
    """Return (latitude, longitude) of a written Evanston address, on the street's center line.

    True to about 40 m within the streets known here; None when the street is unknown, the number
    is missing or beyond the street's ends, or the address names a neighboring town.
    """
    number, street = parse(address) or (None, None)
    return interpolate(street, number) if number else None


def street_of(address):
    """Return the street without the house number, "Sherman Ave", or None when it is unknown."""
    _, street = parse(address) or (None, None)
    return street and street.name


def interpolate(street, number):
    """Return (latitude, longitude) of a house number on a Street, or None beyond its ends."""
    for start, end in pairwise(street.knots):
        if start.number <= number <= end.number:
            share = share_of_way(start.number, end.number, number)
            return (
                round(start.latitude + share * (end.latitude - start.latitude), 6),
                round(start.longitude + share * (end.longitude - start.longitude), 6),
            )
    return None


def share_of_way(start, end, number):
    """How far from one knot to the next, 0 to 1: block by block between two corners of hundreds.

    A knot within a block (1440) was put there because its numbers run evenly: they aren't bent.
    """
    if start % 100 == 0 and end % 100 == 0:
        block, within = divmod(number, 100)
        number = block * 100 + min(1, within / NUMBERS_IN_A_BLOCK) * 100
    return (number - start) / (end - start)
