"""Distances, and how long they take on foot. A point is (latitude, longitude) in degrees."""

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]

EARTH_RADIUS_METERS = 6_371_008.8  # the mean radius of WGS 84 (IUGG)
METERS_PER_DEGREE = radians(1) * EARTH_RADIUS_METERS  # of latitude

# 4.8 km/h: an easy city walk. Pedestrian signals are timed for a slower 1.07 m/s (64 m/min), fit
# adults walk at 80 to 85, and real-estate ads use 80 for their "minutes on foot" as well.
WALKING_METERS_PER_MINUTE = 80

# Streets are longer than a straight line. On a grid the worst case is 1.41 (along the diagonal),
# the mean over all directions 4/pi = 1.27; alleys and campus paths cut some of that.
DETOUR = 1.25


def meters_between(a: Point, b: Point) -> float:
    """Great-circle (haversine) meters between two points."""
    (lat_a, lng_a), (lat_b, lng_b) = ([radians(degree) for degree in point] for point in (a, b))
    half_chord = (
        sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lng_b - lng_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_METERS * asin(sqrt(half_chord))


def walk_minutes(a: Point, b: Point) -> int:
    """Whole minutes on foot between two points, at least one."""
    minutes = meters_between(a, b) * DETOUR / WALKING_METERS_PER_MINUTE
    return max(1, round(minutes))


def reach_meters(minutes: float) -> float:
    """The straight-line meters within which `walk_minutes` is at most `minutes`.

    Half a minute is added because `walk_minutes` rounds: a search for "within 10 minutes" has to
    find every listing whose card says 10 minutes.
    """
    return (minutes + 0.5) * WALKING_METERS_PER_MINUTE / DETOUR
