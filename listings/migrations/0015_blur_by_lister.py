"""Recomputes every public point by a keyed hash of the lister and the location: offsets that were
drawn for each listing can be averaged away where a lister has several at one address.

The rule is the one that `listings.models.location_blur` explains, as it was for this migration.
"""

import math

from django.db import migrations
from django.utils.crypto import salted_hmac

BATCH = 500
COLUMNS = ["blur_north", "blur_east", "public_latitude", "public_longitude"]

METERS_PER_DEGREE = 111_195
NEAREST, FARTHEST = 70, 180  # meters
CELL_LATITUDE, CELL_LONGITUDE = 0.0072, 0.0097  # degrees; 800 m each way
TURNS = 2


def set_public_point(listing):
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


def offset(lister, latitude, longitude):
    turned, away = noise(lister, latitude / CELL_LATITUDE, longitude / CELL_LONGITUDE)
    start, _ = numbers(lister)
    angle = math.tau * (start + TURNS * turned)
    distance = NEAREST + (FARTHEST - NEAREST) * away
    return distance * math.cos(angle), distance * math.sin(angle)


def noise(lister, row, column):
    top, left = math.floor(row), math.floor(column)
    down, right = row - top, column - left
    first = second = 0.0
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (down if r else 1 - down) * (right if c else 1 - right)
        at_corner = numbers(lister, top + r, left + c)
        first, second = first + weight * at_corner[0], second + weight * at_corner[1]
    return first, second


def numbers(*key):
    digest = salted_hmac("listings.blur", repr(key), algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) / 2**64, int.from_bytes(digest[8:16]) / 2**64


def recompute(apps, schema_editor):
    listings = apps.get_model("listings", "Listing").objects.exclude(latitude=None)
    fields = ["pk", "lister_id", "latitude", "longitude", "address_shared", *COLUMNS]
    last = 0
    while rows := list(listings.filter(pk__gt=last).order_by("pk").only(*fields)[:BATCH]):
        for row in rows:
            set_public_point(row)
        listings.bulk_update(rows, COLUMNS)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("listings", "0014_listing_removed")]

    operations = [migrations.RunPython(recompute, migrations.RunPython.noop)]
