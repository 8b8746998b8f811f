"""The parts of Evanston as people name them: after their station, or after what stands there."""

from dataclasses import dataclass

from listings.geography.distance import meters_between

# As far as a name is still used for what lies around it.
REACH_METERS = 1_100


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """WGS 84 degrees of its middle: for most, the doors of its station."""

    name: str
    latitude: float
    longitude: float

    @property
    def point(self):
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


def neighborhood_of(point) -> str:
    """The name of the part around (latitude, longitude); "" where none is in use."""
    nearest = min(NEIGHBORHOODS, key=lambda part: meters_between(point, part.point))
    return nearest.name if meters_between(point, nearest.point) <= REACH_METERS else ""
