"""The first listings of a town: adverts of the UCI set, moved to Evanston and around Chicago, and
told as the importer tells them."""

import random
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from listings.geography.streets import STREETS
from listings.importers import uci
from listings.importers.row import Offer
from listings.models import Amenity, Listing, ListingAmenity, Photo

PEOPLE, STUDENTS = 500, 0.4
EVANSTON, AROUND_CHICAGO = (42.045, -87.69, 0.012), (41.95, -87.69, 0.1)
IN_EVANSTON = 0.15
STATUSES, SHARES = ["published", "pending", "taken", "expired"], [90, 2, 5, 3]
LEASES, LEASE_SHARES = ["lease", "sublet", "takeover"], [70, 25, 5]
ROOMS = 0.5
AMENITIES = ["desk", "bike-storage", "shared-laundry", "heat-included", "internet", "yard"]
PICTURED = 0.8


def settle(path: Path, number: int):
    """Store so many listings, with the ids from 1 on, out of the file at `path`."""
    dice = random.Random(number)
    offers = [row.outcome for row in uci.read(path) if isinstance(row.outcome, Offer)]
    people = _people(dice)
    drawn = dice.sample(offers, number)
    rows = [_listing(pk, offer, dice, people) for pk, offer in enumerate(drawn, 1)]
    Listing.objects.bulk_create(rows, 500)
    ListingAmenity.objects.bulk_create(
        ListingAmenity(listing=row, slug=slug) for row in rows for slug in row.slugs
    )
    Photo.objects.bulk_create(
        Photo(listing=row, image=f"photos/{row.pk}.webp", width=1600, height=1200)
        for row in rows
        if dice.random() < PICTURED
    )


def _people(dice) -> list[User]:
    return User.objects.bulk_create(
        User(
            email=f"lister{n}@example.com",
            name=f"Lister {n}",
            is_verified_student=dice.random() < STUDENTS,
        )
        for n in range(PEOPLE)
    )


def _listing(pk, offer, dice, people) -> Listing:
    row = Listing(**offer.fields | _where(dice) | _when(dice), pk=pk, lister=dice.choice(people))
    [row.status] = dice.choices(STATUSES, SHARES)
    [row.lease_kind] = dice.choices(LEASES, LEASE_SHARES)
    if row.bedrooms and dice.random() < ROOMS:
        row.space, row.people = Listing.Space.ROOM, 1
        row.rent //= row.bedrooms
    row.furnished, row.pets = dice.random() < 0.3, dice.random() < 0.4
    row.utilities = dice.choice([None, 0, dice.randrange(3, 25) * 1000])
    row.fees = dice.choice([None, 0, dice.randrange(5, 60) * 1000])
    row.slugs = offer.amenities | set(dice.sample(AMENITIES, dice.randrange(4)))
    row.amenity_words = Amenity.words(row.slugs)
    row.derive()
    return row


def _where(dice) -> dict:
    home = dice.random() < IN_EVANSTON
    latitude, longitude, spread = EVANSTON if home else AROUND_CHICAGO
    return {
        "latitude": dice.gauss(latitude, spread),
        "longitude": dice.gauss(longitude, spread),
        "address": f"{dice.randrange(600, 2800)} {dice.choice(list(STREETS))}",
        "city": "Evanston" if home else "Chicago",
        "state": "IL",
    }


def _when(dice) -> dict:
    """Most are free from a day on, some for a part of the year, and some at any time."""
    start = timezone.localdate() + timedelta(days=dice.randrange(-30, 300))
    lasts = dice.choice([None, 75, 180, 364])
    return {
        "available_from": start if dice.random() < 0.9 else None,
        "available_until": lasts and start + timedelta(days=lasts),
        "published_at": timezone.now() - timedelta(days=180) * dice.random(),
        "confirmed_at": timezone.now() - timedelta(days=10) * dice.random(),
    }
