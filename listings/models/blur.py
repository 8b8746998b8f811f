"""Where a listing may be seen to be."""

import math
import random

METRES_PER_DEGREE = 111_195
NEAREST, FARTHEST = 70, 180

_random = random.SystemRandom()


def place(listing):
    """Set the public point: the true one once the lister shares the address, else one off it."""
    if listing.latitude is None or listing.longitude is None:
        listing.public_latitude = listing.public_longitude = None
        return
    if listing.blur_north is None:
        listing.blur_north, listing.blur_east = _draw()
    north, east = (0, 0) if listing.address_shared else (listing.blur_north, listing.blur_east)
    scale = METRES_PER_DEGREE * math.cos(math.radians(listing.latitude))
    listing.public_latitude = listing.latitude + north / METRES_PER_DEGREE
    listing.public_longitude = listing.longitude + east / scale


def _draw() -> tuple[float, float]:
    """An offset in metres (north, east), in any direction, never so small that it shows."""
    angle = _random.uniform(0, math.tau)
    distance = _random.uniform(NEAREST, FARTHEST)
    return distance * math.cos(angle), distance * math.sin(angle)
