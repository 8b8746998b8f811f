"""The format of UCI's data set 555, "Apartment for Rent Classified" (DOI 10.24432/C5X623).

Columns separated by `;`, cp1252, CRLF, "null" for missing values.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from listings.importers import uci_text as text
from listings.importers import uci_values as values
from listings.importers.row import ImportedListing, RefusedRow, Row, UnreadableFile
from listings.models import Amenity, Listing

NAME = "uci"
ENCODING = "cp1252"
COLUMNS = [
    "id", "category", "title", "body", "amenities", "bathrooms", "bedrooms", "currency", "fee",
    "has_photo", "pets_allowed", "price", "price_display", "price_type", "square_feet", "address",
    "cityname", "state", "latitude", "longitude", "source", "time",
]  # fmt: skip

# Those with the same meaning. "Internet Access" isn't "Internet included"; amenities without an
# equivalent are listed in the description.
AMENITIES = {
    "AC": Amenity.AIR_CONDITIONING,
    "Dishwasher": Amenity.DISHWASHER,
    "Doorman": Amenity.DOORMAN,
    "Elevator": Amenity.ELEVATOR,
    "Fireplace": Amenity.FIREPLACE,
    "Gym": Amenity.GYM,
    "Parking": Amenity.PARKING,
    "Patio/Deck": Amenity.BALCONY,
    "Pool": Amenity.POOL,
    "Storage": Amenity.STORAGE,
    "Washer Dryer": Amenity.LAUNDRY,
}


def read(path: Path) -> Iterator[Row]:
    """Every row of the file, with one in memory at a time. Raises UnreadableFile."""
    with _readable(path), path.open(encoding=ENCODING, newline="") as file:
        lines = csv.reader(file, delimiter=";")
        if next(lines, []) != COLUMNS:
            raise UnreadableFile(
                f"{path}: the first line isn't that of the {NAME} format ({len(COLUMNS)} columns "
                f"from {COLUMNS[0]} to {COLUMNS[-1]}, with ; between them, in {ENCODING})"
            )
        for number, cells in enumerate(lines, start=2):
            if cells:
                yield Row(number, _outcome(cells))


def count_lines(path: Path) -> int:
    """About how many rows there are. Reads the whole file, so that another encoding is found before
    any row is stored. Raises UnreadableFile."""
    with _readable(path):
        with path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        with path.open(encoding=ENCODING) as file:
            while file.read(1 << 20):
                pass
        if _is_utf8(path):
            raise UnreadableFile(f"{path}: it is in UTF-8, and the {NAME} format in {ENCODING}")
    return max(0, lines - 1)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: it isn't in {ENCODING} ({error.reason})") from error
    except csv.Error as error:
        raise UnreadableFile(f"{path}: {error}; is a quotation mark left open?") from error


def _is_utf8(path: Path) -> bool:
    """Whether it has non-ASCII characters and is valid UTF-8, which is no coincidence."""
    try:
        with path.open(encoding="utf-8") as file:
            return not all(part.isascii() for part in iter(lambda: file.read(1 << 20), ""))
    except UnicodeDecodeError:
        return False


def _outcome(cells: list[str]) -> ImportedListing | RefusedRow:
    try:
        return parse(cells)
    except RefusedRow as refusal:
        return refusal


def parse(cells: list[str]) -> ImportedListing:
    """Raises RefusedRow."""
    if len(cells) != len(COLUMNS):
        raise RefusedRow(f"it has {len(cells)} columns, not {len(COLUMNS)}")
    row = {name: text.known(cell) for name, cell in zip(COLUMNS, cells, strict=True)}
    _check(row)
    slugs, others = _amenities(row["amenities"])
    return ImportedListing(
        row["id"],
        _facts(row) | _location(row) | {"description": text.description(row["body"], others)},
        frozenset(slugs),
    )


def _check(row: dict[str, str]) -> None:
    if not row["id"].isdecimal() or len(row["id"]) > 40:
        raise RefusedRow("its id isn't a number")
    if not row["category"].startswith("housing/rent/"):
        raise RefusedRow(f"“{row['category'][:40]}” isn't a home for rent")
    if row["currency"] != "USD":
        raise RefusedRow(f"its rent is in “{row['currency'][:10]}”, not in USD")


def _facts(row: dict[str, str]) -> dict[str, Any]:
    title = text.title(row["title"])
    room = text.is_room(title)
    beds = values.bedrooms(row["bedrooms"], title)
    return {
        "title": title,
        "space": Listing.Space.ROOM if room else Listing.Space.ENTIRE,
        "lease_kind": Listing.LeaseKind(text.lease_kind(title)),
        "bedrooms": beds,
        "bathrooms": values.bathrooms(row["bathrooms"]),
        "square_feet": values.square_feet(row["square_feet"]),
        "furnished": text.is_furnished(title),
        "pets": row["pets_allowed"] in ("Cats", "Dogs", "Cats,Dogs"),
        "rent": values.monthly_rent(row["price"], row["price_type"]),
        "people": 1 if room else max(1, beds or 1),
        "published_at": values.moment(row["time"]),
    }


def _location(row: dict[str, str]) -> dict[str, Any]:
    latitude, longitude = values.point(row["latitude"], row["longitude"])
    if not row["cityname"] and latitude is None:
        raise RefusedRow("it has neither a town nor a point on the map")
    address, unit = text.address(row["address"])
    return {
        "address": address,
        "unit_number": unit,
        "city": text.clean(row["cityname"])[:60],
        "state": values.state(row["state"]),
        "latitude": latitude,
        "longitude": longitude,
    }


def _amenities(cell: str) -> tuple[set[str], list[str]]:
    """The slugs of the known ones, and the names of the others."""
    names = [name.strip() for name in cell.split(",") if name.strip()]
    slugs = {AMENITIES[name].value for name in names if name in AMENITIES}
    return slugs, [name for name in names if name not in AMENITIES]
