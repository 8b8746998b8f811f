"""Public points reveal little about the exact ones."""

import importlib
import math
import random
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from listings.geography.distance import meters_between
from listings.models import Listing, location_blur
from listings.models.location_blur import CELL_LATITUDE, CELL_LONGITUDE, FARTHEST, NEAREST
from tests.support import unrecorded_writes
from tests.support.factories import ListingFactory, VerifiedStudentFactory

HOME = (42.0583, -87.6835)
# Also where cells of the grid meet, since rounding could give several offsets there.
CORNER = (round(HOME[0] / CELL_LATITUDE) * CELL_LATITUDE,
          round(HOME[1] / CELL_LONGITUDE) * CELL_LONGITUDE)  # fmt: skip
homes = st.one_of(
    st.just(CORNER),
    st.tuples(st.floats(41.9, 42.2), st.floats(-87.9, -87.6)),
)
listers = st.integers(1, 10**9)


def public(lister: int, point) -> tuple[float, float]:
    listing = SimpleNamespace(
        lister_id=lister, latitude=point[0], longitude=point[1], address_shared=False
    )
    location_blur.set_public_point(listing)
    return listing.public_latitude, listing.public_longitude


def mean(points) -> tuple[float, float]:
    return tuple(math.fsum(values) / len(points) for values in zip(*points, strict=True))


def within_building(point, number: int, meters=15) -> list[tuple[float, float]]:
    """Points at which people may put the pin of one building."""
    dice = random.Random(repr(point))
    step = meters / location_blur.METERS_PER_DEGREE
    return [(point[0] + dice.uniform(-step, step), point[1] + dice.uniform(-step, step) * 1.35)
            for _ in range(number)]  # fmt: skip


@given(listers, homes)
def test_public_point_is_70_to_180_meters_off(lister, home):
    assert NEAREST * 0.99 <= meters_between(home, public(lister, home)) <= FARTHEST * 1.01


@given(listers, homes)
def test_mean_of_many_listings_at_one_address_is_no_nearer_than_one(lister, home):
    alone = meters_between(home, public(lister, home))
    together = mean([public(lister, home) for _ in range(10)])
    assert meters_between(home, together) == pytest.approx(alone, rel=1e-6)


@given(listers, homes)
def test_mean_of_pins_all_over_the_building_is_no_nearer_either(lister, home):
    pins = within_building(home, 10)
    alone = [meters_between(mean(pins), public(lister, pin)) for pin in pins]
    together = meters_between(mean(pins), mean([public(lister, pin) for pin in pins]))
    assert together >= 0.95 * math.fsum(alone) / len(alone)
    assert together >= 0.95 * NEAREST


def test_offset_of_one_lister_reveals_nothing_about_another():
    theirs = [location_blur.offset(lister, *HOME) for lister in range(2, 2002)]
    angles = [math.atan2(*away) for away in theirs]
    assert abs(math.fsum(map(math.cos, angles))) < 100  # of 2,000: in no direction more
    assert abs(math.fsum(map(math.sin, angles))) < 100
    assert location_blur.offset(1, *HOME) not in theirs


def test_offset_depends_on_the_secret_key():
    with override_settings(SECRET_KEY="another"):
        other = public(1, HOME)
    assert meters_between(other, public(1, HOME)) > 1


def test_offsets_of_one_listers_listings_are_unrelated():
    turned = []
    for lister in range(1000):
        here, there = (
            location_blur.offset(lister, *HOME),
            location_blur.offset(lister, HOME[0] + 0.02, HOME[1]),
        )
        turned.append(math.atan2(*there) - math.atan2(*here))
    assert abs(math.fsum(map(math.cos, turned))) < 150


@pytest.mark.django_db
def test_reposted_listing_has_the_same_public_point():
    lister = VerifiedStudentFactory()
    at_home = {"lister": lister, "latitude": HOME[0], "longitude": HOME[1]}
    first = ListingFactory(**at_home)
    shown = first.public_point
    first.delete()
    again = ListingFactory(**at_home, title="The same room under another name")
    for shared in (True, False):
        again.address_shared = shared
        again.save_and_record()
    assert again.public_point == shown


@pytest.mark.django_db
def test_migration_replaces_random_offsets():
    lister = VerifiedStudentFactory()
    at_home = {"lister": lister, "latitude": HOME[0], "longitude": HOME[1]}
    rows = [ListingFactory(**at_home) for _ in range(3)]
    shared = ListingFactory(**at_home, address_shared=True)
    nowhere = ListingFactory(lister=lister, latitude=None, longitude=None)
    for number, row in enumerate(rows):
        Listing.objects.filter(pk=row.pk).update_and_record(public_latitude=HOME[0] + number / 1000)
    with unrecorded_writes.allowed():
        importlib.import_module("listings.migrations.0015_blur_by_lister").recompute(apps, None)
    points = {Listing.objects.get(pk=row.pk).public_point for row in rows}
    assert points == {public(lister.pk, HOME)}
    assert Listing.objects.get(pk=shared.pk).public_point == HOME
    assert Listing.objects.get(pk=nowhere.pk).public_point is None
