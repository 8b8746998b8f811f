"""Evanston's streets and house numbers: a small geocoder inside the process.

`streets.csv` has each street as knots: a house number and its location (WGS 84 degrees, on the
center line). Avenues count north from Howard Street (100), streets count west from the lake.
The blocks and their numbers are the city's own; the knots are corners read off public maps.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from listings.geography.distance import Point

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
    """A house number and its location."""

    number: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Street:
    """A street by the name on its signs ("Sherman Ave"), with its knots in order."""

    name: str
    knots: tuple[Knot, ...]

    @property
    def numbers(self) -> tuple[int, int]:
        """The lowest and the highest house number that can be located."""
        return self.knots[0].number, self.knots[-1].number


def read_streets() -> dict[str, Street]:
    knots: dict[str, list[Knot]] = {}
    with Path(__file__).with_name("streets.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            knot = Knot(int(row["number"]), float(row["latitude"]), float(row["longitude"]))
            knots.setdefault(row["street"], []).append(knot)
    return {name: Street(name, tuple(corners)) for name, corners in knots.items()}


STREETS = read_streets()


def by_name() -> tuple[dict[str, Street], dict[str, Street]]:
    """Streets by their name in lower case, "forest ave", and by the name without its suffix,
    "forest", which means the first of several."""
    full = {name.lower(): street for name, street in STREETS.items()}
    bare: dict[str, Street] = {}
    for name, street in full.items():
        bare.setdefault(name.rpartition(" ")[0], street)
    return full, bare


FULL, BARE = by_name()


def one_of(words: Iterable[str]) -> str:
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


def parse(address: str) -> tuple[int | None, Street] | None:
    """(house number or None, street) of a written address; None when it names no known street."""
    written = " ".join(address.lower().split())
    match = ADDRESS.match(written)
    if not match or NEIGHBORS.search(written):
        return None
    suffix = SUFFIXES.get(match["suffix"], match["suffix"])
    street = FULL.get(f"{match['bare']} {suffix}", BARE[match["bare"]])
    number = match["number"]
    return (int(number) if number else None), street


def locate(address: str) -> Point | None:
    """The (latitude, longitude) of a written Evanston address, on the street's center line.

    Accurate to about 40 m. None when the street is unknown, the number is missing or beyond the
    street's ends, or the address names a neighboring town.
    """
    parsed = parse(address)
    if parsed is None:
        return None
    number, street = parsed
    return interpolate(street, number) if number else None


def street_of(address: str) -> str | None:
    """The street without the house number, "Sherman Ave"; None when it is unknown."""
    parsed = parse(address)
    return parsed[1].name if parsed else None


def interpolate(street: Street, number: int) -> Point | None:
    """The (latitude, longitude) of a house number, or None beyond the street's ends."""
    for start, end in pairwise(street.knots):
        if start.number <= number <= end.number:
            share = fraction_between(start.number, end.number, number)
            return (
                round(start.latitude + share * (end.latitude - start.latitude), 6),
                round(start.longitude + share * (end.longitude - start.longitude), 6),
            )
    return None


def fraction_between(start: int, end: int, number: int) -> float:
    """How far a number is from one knot to the next, 0 to 1. Between two corners of hundreds, the
    numbers of each block are stretched over its length.

    A knot within a block (1440) is there because the block's numbers are spaced evenly.
    """
    if start % 100 == 0 and end % 100 == 0:
        block, within = divmod(number, 100)
        return (block * 100 + min(1, within / NUMBERS_IN_A_BLOCK) * 100 - start) / (end - start)
    return (number - start) / (end - start)
