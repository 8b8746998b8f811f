"""Costs of a listing, in all and for one person, and its public location."""

import pytest

from listings.geography.distance import meters_between
from listings.models import Listing
from listings.models.location_blur import FARTHEST, NEAREST
from tests.support.factories import ListingFactory


@pytest.mark.parametrize(
    ("cents", "people", "share"),
    [
        (95_000, 1, 95_000),
        (95_050, 1, 95_050),
        (380_000, 4, 95_000),
        (295_000, 3, 98_400),
        (100_001, 2, 50_100),
        (0, 3, 0),
        (None, 3, None),
    ],
)
def test_shares_are_whole_dollars_and_cover_the_whole(cents, people, share):
    place = Listing(people=people)
    assert place.share(cents) == share
    assert share is None or share * people >= cents


def test_rent_per_person_follows_the_rent(db):
    place = ListingFactory(rent=380_000, people=4)
    assert place.rent_per_person == 95_000
    place.rent = 400_000
    place.save_and_record(update_fields=["rent"])
    place.refresh_from_db()
    assert place.rent_per_person == 100_000


def test_total_adds_known_amounts_and_says_if_some_are_missing(db):
    place = ListingFactory(rent=100_000, utilities=None, deposit=50_000, fees=2_500)
    assert (place.move_in_total().whole, place.move_in_total().partial) == (152_500, False)
    assert (place.monthly_total().whole, place.monthly_total().partial) == (100_000, True)


def test_public_point_differs_from_the_home_and_stays(db):
    place = ListingFactory(address_shared=False)
    first = (place.public_latitude, place.public_longitude)
    home = (place.latitude, place.longitude)
    assert NEAREST * 0.99 <= meters_between(home, first) <= FARTHEST * 1.01
    for _ in range(3):
        place = Listing.objects.get(pk=place.pk)
        place.title += "!"
        place.save_and_record()
    assert (place.public_latitude, place.public_longitude) == first


def test_hiding_a_shared_address_restores_the_public_point(db):
    place = ListingFactory(address_shared=False)
    first = (place.public_latitude, place.public_longitude)
    place.address_shared = True
    place.save_and_record()
    assert (place.public_latitude, place.public_longitude) == (place.latitude, place.longitude)
    place.address_shared = False
    place.save_and_record()
    assert (place.public_latitude, place.public_longitude) == first
