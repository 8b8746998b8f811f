"""Where everyone may see that a listing is: 70 to 180 m off its true point.

The offset is no draw of its own for each listing, or ten at one address would average to it. It
follows from the lister and the point, by a keyed hash:

- The hash gives each corner of a grid of some 800 m a number, and a point takes its offset from
  the numbers of its four corners (bilinear value noise). The offset of a point somewhat off is
  therefore almost the same, wherever the two lie: within one building it turns by a few degrees.
  Rounding to cells instead would give several offsets where a building stands across a border of
  cells, and would thereby say that it does.
- Who the lister is goes into the hash, so that somebody who posts a listing of their own at a
  point, to learn the offset there, learns only their own.
- To edit a listing, to share its address for a while or to post it again changes nothing.

A new SECRET_KEY moves the points, each when its listing is next saved.
"""

import math

from django.utils.crypto import salted_hmac

METRES_PER_DEGREE = 111_195
NEAREST, FARTHEST = 70, 180  # metres
# Degrees; 800 m each way, at the latitude of Evanston.
CELL_LATITUDE, CELL_LONGITUDE = 0.0072, 0.0097
# From 0 to 1, the number of a corner turns the offset so often: with less, two places of a lister
# would be off in similar directions, and one that is known would say much of the other.
TURNS = 2


def place(listing) -> None:
    """Set the public point: the true one once the lister shares the address, else one off it."""
    if listing.latitude is None or listing.longitude is None:
        listing.public_latitude = listing.public_longitude = None
        listing.blur_north = listing.blur_east = None
        return
    point = listing.latitude, listing.longitude
    listing.blur_north, listing.blur_east = offset(listing.lister_id, *point)
    north, east = (0, 0) if listing.address_shared else (listing.blur_north, listing.blur_east)
    scale = METRES_PER_DEGREE * math.cos(math.radians(listing.latitude))
    listing.public_latitude = listing.latitude + north / METRES_PER_DEGREE
    listing.public_longitude = listing.longitude + east / scale


def offset(lister: int, latitude: float, longitude: float) -> tuple[float, float]:
    """(north, east) in metres, never so short that it shows the point."""
    turned, away = _noise(lister, latitude / CELL_LATITUDE, longitude / CELL_LONGITUDE)
    # From any direction, whatever the mean of the noise.
    start, _ = _numbers(lister)
    angle = math.tau * (start + TURNS * turned)
    distance = NEAREST + (FARTHEST - NEAREST) * away
    return distance * math.cos(angle), distance * math.sin(angle)


def _noise(lister: int, row: float, column: float) -> tuple[float, float]:
    """Two numbers from 0 to 1 that change little from a point to the next."""
    top, left = math.floor(row), math.floor(column)
    down, right = row - top, column - left
    first = second = 0.0
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (down if r else 1 - down) * (right if c else 1 - right)
        at_corner = _numbers(lister, top + r, left + c)
        first, second = first + weight * at_corner[0], second + weight * at_corner[1]
    return first, second


def _numbers(*key: int) -> tuple[float, float]:
    """Two numbers from 0 to 1 that nobody without the key of the site can tell."""
    digest = salted_hmac("listings.blur", repr(key), algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) / 2**64, int.from_bytes(digest[8:16]) / 2**64
