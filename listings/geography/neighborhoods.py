"""The neighborhoods of Evanston by the names in use: after their station or their landmark."""

from dataclasses import dataclass

from listings.geography.distance import Point, meters_between

# How far around its middle a name is in use.
REACH_METERS = 1_100


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """WGS 84 degrees of its middle, which for most is the door of the station."""

    name: str
    latitude: float
    longitude: float

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude


NEIGHBORHOODS = (
    Neighborhood("Central Street", 42.06400, -87.68570),
    Neighborhood("Noyes", 42.05830, -87.68330),
    Neighborhood("Foster", 42.05410, -87.68360),
    Neighborhood("Downtown", 42.04775, -87.68410),
    Neighborhood("Dempster", 42.04130, -87.68160),
    Neighborhood("Main Street", 42.03350, -87.67950),
    Neighborhood("South Boulevard", 42.02740, -87.67830),
)


def neighborhood_of(point: Point) -> str:
    """The name of the neighborhood around (latitude, longitude); "" where no name is in use."""
    nearest = min(NEIGHBORHOODS, key=lambda part: meters_between(point, part.point))
    return nearest.name if meters_between(point, nearest.point) <= REACH_METERS else ""
