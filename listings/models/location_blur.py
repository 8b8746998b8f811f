"""The public, approximate location of a listing: a point 70 to 180 m away from the true one.

The offset isn't drawn at random for each listing, because the mean of ten at one address would be
close to the true point. A keyed hash derives it from the lister and the point:

- The hash assigns numbers to the corners of a grid of about 800 m, and a point interpolates its
  offset from its four corners (bilinear value noise). So nearby points have nearly the same offset
  everywhere: within one building its direction differs by a few degrees. Rounding to cells instead
  would give a building on the border of two cells several offsets, and reveal that it is there.
- The hash includes the lister, so somebody who posts their own listing at a point, to learn the
  offset there, learns nothing about anybody else's.
- Editing a listing, sharing its address for a while or posting it again changes nothing.

A new SECRET_KEY moves the points, each when its listing is next saved.
"""

import math
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from listings.models.listing import Listing

METERS_PER_DEGREE = 111_195
NEAREST, FARTHEST = 70, 180  # meters
# Degrees; 800 m each way, at the latitude of Evanston.
CELL_LATITUDE, CELL_LONGITUDE = 0.0072, 0.0097
# Full turns that the direction makes while the number of a corner goes from 0 to 1. With fewer, two
# listings of a lister would be off in similar directions, and one known address would reveal much
# about the other.
TURNS = 2


def set_public_point(listing: "Listing") -> None:
    """Set the public point: the true one if the lister shares the address, otherwise one nearby."""
    if listing.latitude is None or listing.longitude is None:
        listing.public_latitude = listing.public_longitude = None
        listing.blur_north = listing.blur_east = None
        return
    point = listing.latitude, listing.longitude
    listing.blur_north, listing.blur_east = offset(listing.lister_id, *point)
    north, east = (0, 0) if listing.address_shared else (listing.blur_north, listing.blur_east)
    scale = METERS_PER_DEGREE * math.cos(math.radians(listing.latitude))
    listing.public_latitude = listing.latitude + north / METERS_PER_DEGREE
    listing.public_longitude = listing.longitude + east / scale


def offset(lister: int, latitude: float, longitude: float) -> tuple[float, float]:
    """(north, east) in meters, never so short that it reveals the point."""
    turned, away = _noise(lister, latitude / CELL_LATITUDE, longitude / CELL_LONGITUDE)
    # A start per lister, since the mean of the noise favors some directions.
    start, _ = _numbers(lister)
    angle = math.tau * (start + TURNS * turned)
    distance = NEAREST + (FARTHEST - NEAREST) * away
    return distance * math.cos(angle), distance * math.sin(angle)


def _noise(lister: int, row: float, column: float) -> tuple[float, float]:
    """Two numbers from 0 to 1 that differ little between nearby points."""
    top, left = math.floor(row), math.floor(column)
    down, right = row - top, column - left
    first = second = 0.0
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (down if r else 1 - down) * (right if c else 1 - right)
        at_corner = _numbers(lister, top + r, left + c)
        first, second = first + weight * at_corner[0], second + weight * at_corner[1]
    return first, second


def _numbers(*key: int) -> tuple[float, float]:
    """Two numbers from 0 to 1 that nobody can compute without the SECRET_KEY."""
    digest = salted_hmac("listings.blur", repr(key), algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) / 2**64, int.from_bytes(digest[8:16]) / 2**64
