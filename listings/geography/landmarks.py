"""The landmarks that Northwestern students walk to, and the parts of campus by their names."""

from dataclasses import dataclass
from math import cos, hypot, radians

from listings.geography.distance import Point


@dataclass(frozen=True, slots=True)
class Landmark:
    """A building that one walks to: WGS 84 degrees of its middle, or of its doors."""

    slug: str
    name: str
    short: str
    latitude: float
    longitude: float

    @property
    def point(self) -> Point:
        """(latitude, longitude), the order of every point in this package."""
        return self.latitude, self.longitude


LANDMARKS = (
    Landmark("tech", "Technological Institute", "Tech", 42.05773, -87.67587),
    Landmark("norris", "Norris University Center", "Norris", 42.05345, -87.67272),
    Landmark("kresge", "Kresge Hall", "Kresge", 42.05160, -87.67493),
    Landmark("library", "Main Library", "Library", 42.05310, -87.67440),
    Landmark("kellogg", "Kellogg Global Hub", "Kellogg", 42.05741, -87.67206),
    Landmark("arch", "The Arch", "Arch", 42.05120, -87.67708),
    Landmark("ryan-field", "Ryan Field", "Ryan Field", 42.06540, -87.69240),
    Landmark("davis", "Davis Street stations", "Davis", 42.04775, -87.68410),
    Landmark("target", "Target on Sherman", "Target", 42.04790, -87.68225),
)

# A degree of longitude in degrees of latitude: close enough for all of Evanston.
LONGITUDE_SCALE = cos(radians(42.05))


def nearest(point: Point) -> Landmark:
    """The landmark that is nearest to (latitude, longitude)."""
    latitude, longitude = point
    return min(
        LANDMARKS,
        key=lambda mark: hypot(
            mark.latitude - latitude, (mark.longitude - longitude) * LONGITUDE_SCALE
        ),
    )


# Students say "south campus" for the Arch, Kresge, Allison and downtown: what lies below Emerson
# Street. "North campus" starts above the Plex and the Foster stop, on the line of Simpson Street:
# Tech, Kellogg, Noyes and Central. What is left around Norris, the library and Foster is "mid".
EMERSON_LATITUDE = 42.0520
SIMPSON_LATITUDE = 42.0558


def campus_area(latitude: float) -> str:
    """Return "north", "mid" or "south" for a latitude, on or off campus alike."""
    if latitude >= SIMPSON_LATITUDE:
        return "north"
    return "mid" if latitude >= EMERSON_LATITUDE else "south"
