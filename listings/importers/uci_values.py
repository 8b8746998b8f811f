"""Reads the numbers of a row: None if missing; an impossible number refuses the row."""

import math
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from listings.importers.row import RefusedRow

MAX_RENT = 100_000  # dollars a month, the most that Listing allows
# The data set's point for unknown locations: the middle of the lower 48 states, in Kansas.
UNKNOWN_POINT = (39.8163, -98.5576)


def number(cell: str, name: str) -> Decimal | None:
    """Raises RefusedRow for what isn't a number."""
    if not cell:
        return None
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise RefusedRow(f"its {name} “{cell[:20]}” isn't a number")
    return value


def within(cell: str, name: str, least: int, most: int) -> Decimal | None:
    value = number(cell, name)
    if value is not None and not least <= value <= most:
        raise RefusedRow(f"its {name} {cell[:20]} isn't between {least:,} and {most:,}")
    return value


def whole(cell: str, name: str, least: int, most: int) -> int | None:
    value = within(cell, name, least, most)
    if value is not None and value != int(value):
        raise RefusedRow(f"its {name} {cell[:20]} isn't a whole number")
    return None if value is None else int(value)


def monthly_rent(price: str, kind: str) -> int:
    """Cents a month; a weekly rent is due 52 times a year."""
    dollars = within(price, "rent", 1, MAX_RENT)
    if dollars is None:
        raise RefusedRow("it has no rent")
    if kind not in ("Monthly", "Weekly"):
        raise RefusedRow(f"its rent is “{kind[:20]}”: neither by the month nor by the week")
    cents = round(dollars * 100 if kind == "Monthly" else dollars * 100 * 52 / 12)
    if cents > MAX_RENT * 100:
        raise RefusedRow(f"its rent comes to more than ${MAX_RENT:,} a month")
    return cents


def bedrooms(cell: str, title: str) -> int | None:
    """0 for a studio without a number."""
    count = whole(cell, "number of bedrooms", 0, 20)
    return 0 if count is None and title.lower().startswith("studio") else count


def bathrooms(cell: str) -> Decimal | None:
    """To a tenth, as in Listing."""
    count = within(cell, "number of bathrooms", 0, 20)
    return None if count is None else round(count, 1)


def square_feet(cell: str) -> int | None:
    return whole(cell, "square feet", 50, 50_000)


def moment(cell: str) -> datetime:
    """From Unix time; a time in the future becomes now."""
    seconds = whole(cell, "time", 0, 1 << 40)
    if seconds is None:
        raise RefusedRow("it has no time")
    return datetime.fromtimestamp(min(seconds, math.floor(datetime.now(UTC).timestamp())), UTC)


def point(latitude: str, longitude: str) -> tuple[float, float] | tuple[None, None]:
    """(latitude, longitude) in degrees; (None, None) if unknown."""
    north = within(latitude, "latitude", -90, 90)
    east = within(longitude, "longitude", -180, 180)
    if north is None or east is None or (float(north), float(east)) == UNKNOWN_POINT:
        return None, None
    return float(north), float(east)


def state(cell: str) -> str:
    if cell and not (len(cell) == 2 and cell.isalpha()):
        raise RefusedRow(f"its state “{cell[:20]}” isn't two letters")
    return cell.upper()
