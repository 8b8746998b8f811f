from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians
from typing import Protocol

from django.core.exceptions import ValidationError

from listings.geography.distance import METERS_PER_DEGREE

# About a meter: more would only make URLs longer.
DECIMALS = 5
UNREADABLE = "We couldn’t read that part of the map. Move the map to set it again."


class HasLocation(Protocol):
    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the map in degrees. With west > east or south > north it is empty."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> "Bounds":
        """From `west,south,east,north`; ValidationError where these aren't four numbers."""
        try:
            west, south, east, north = (round(float(side), DECIMALS) for side in text.split(","))
        except (ValueError, OverflowError):
            raise ValidationError(UNREADABLE) from None
        if not all(map(isfinite, (west, south, east, north))):
            raise ValidationError(UNREADABLE)
        # Zoomed out, a map shows the world more than once.
        return cls(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))

    def __str__(self) -> str:
        return ",".join(f"{side:.{DECIMALS}f}" for side in self.sides)

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north


def reach_box(points: Sequence[HasLocation], meters: float) -> Bounds:
    """The bounding box of what lies within this distance of all points: where their boxes
    overlap."""
    reach = meters / METERS_PER_DEGREE
    wide = reach / cos(radians(max(point.latitude for point in points)))
    norths = [point.latitude for point in points]
    easts = [point.longitude for point in points]
    return Bounds(max(easts) - wide, max(norths) - reach, min(easts) + wide, min(norths) + reach)
