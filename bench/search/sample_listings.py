"""Sample listings: rows of the UCI set, as the importer reads them, moved to Illinois."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from listings.geography.streets import STREETS
from listings.importers import uci
from listings.importers.row import ImportedListing
from listings.models import Amenity, Listing, ListingAmenity, Photo

LISTERS, STUDENT_SHARE = 500, 0.4
# Latitude and longitude of the center, and the standard deviation, in degrees.
EVANSTON, CHICAGO = (42.045, -87.69, 0.012), (41.95, -87.69, 0.1)
EVANSTON_SHARE = 0.15
STATUSES, STATUS_SHARES = ["published", "pending", "taken", "expired"], [90, 2, 5, 3]
LEASES, LEASE_SHARES = ["lease", "sublet", "takeover"], [70, 25, 5]
ROOM_SHARE = 0.5
AMENITIES = ["desk", "bike-storage", "shared-laundry", "heat-included", "internet", "yard"]
PHOTO_SHARE = 0.8


def create_listings(path: Path, number: int) -> None:
    """Create `number` listings, with ids from 1 on, from the file at `path`."""
    rng = random.Random(number)
    imported = [row.outcome for row in uci.read(path) if isinstance(row.outcome, ImportedListing)]
    listers = _create_listers(rng)
    sample = rng.sample(imported, number)
    rows = [_listing(pk, row, rng, listers) for pk, row in enumerate(sample, 1)]
    Listing.objects.bulk_create([row for row, _ in rows], 500)
    ListingAmenity.objects.bulk_create(
        ListingAmenity(listing=row, slug=slug) for row, amenities in rows for slug in amenities
    )
    Photo.objects.bulk_create(
        Photo(listing=row, image=f"photos/{row.pk}.webp", width=1600, height=1200)
        for row, _ in rows
        if rng.random() < PHOTO_SHARE
    )


def _create_listers(rng: random.Random) -> list[User]:
    return User.objects.bulk_create(
        User(
            email=f"lister{n}@example.com",
            name=f"Lister {n}",
            is_verified_student=rng.random() < STUDENT_SHARE,
        )
        for n in range(LISTERS)
    )


def _listing(
    pk: int, imported: ImportedListing, rng: random.Random, listers: list[User]
) -> tuple[Listing, frozenset[str]]:
    """Return a listing that isn't stored yet, and its amenities."""
    fields = imported.fields | _location(rng) | _dates(rng)
    row = Listing(**fields, pk=pk, lister=rng.choice(listers))
    [row.status] = rng.choices(STATUSES, STATUS_SHARES)
    [row.lease_kind] = rng.choices(LEASES, LEASE_SHARES)
    if row.bedrooms and rng.random() < ROOM_SHARE:
        row.space, row.people = Listing.Space.ROOM, 1
        row.rent //= row.bedrooms
    row.furnished, row.pets = rng.random() < 0.3, rng.random() < 0.4
    row.utilities = rng.choice([None, 0, rng.randrange(3, 25) * 1000])
    row.fees = rng.choice([None, 0, rng.randrange(5, 60) * 1000])
    amenities = imported.amenities | set(rng.sample(AMENITIES, rng.randrange(4)))
    row.amenity_words = Amenity.words(amenities)
    row.set_derived_columns()
    return row, amenities


def _location(rng: random.Random) -> dict[str, Any]:
    in_evanston = rng.random() < EVANSTON_SHARE
    latitude, longitude, spread = EVANSTON if in_evanston else CHICAGO
    return {
        "latitude": rng.gauss(latitude, spread),
        "longitude": rng.gauss(longitude, spread),
        "address": f"{rng.randrange(600, 2800)} {rng.choice(list(STREETS))}",
        "city": "Evanston" if in_evanston else "Chicago",
        "state": "IL",
    }


def _dates(rng: random.Random) -> dict[str, Any]:
    """Most are available from a date on, some for part of the year only, and some at any time."""
    start = timezone.localdate() + timedelta(days=rng.randrange(-30, 300))
    lasts = rng.choice([None, 75, 180, 364])
    return {
        "available_from": start if rng.random() < 0.9 else None,
        "available_until": lasts and start + timedelta(days=lasts),
        "published_at": timezone.now() - timedelta(days=180) * rng.random(),
        "confirmed_at": timezone.now() - timedelta(days=10) * rng.random(),
    }
