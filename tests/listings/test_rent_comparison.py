"""How a rent compares with those of comparable listings."""

import re

import pytest
from django.urls import reverse

from listings.models import Listing
from listings.rent_comparison.chart import BAR_COUNT, HEIGHT, WIDTH, Chart
from listings.rent_comparison.comparison import compare_rent
from listings.rent_comparison.distribution import RentDistribution
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db
# At the same point, since the public points are compared.
HERE = {"address_shared": True, "latitude": 42.0583, "longitude": -87.6835}
METER = 1 / 111_195


def place(**fields) -> Listing:
    return ListingFactory(**HERE | fields)


def places(number, **fields):
    return [place(**fields) for _ in range(number)]


def rents_like(listing) -> RentDistribution:
    return compare_rent(listing).distribution


def test_percentile_is_the_share_that_costs_less():
    listing = place(rent=80_000)
    places(3, rent=70_000)
    places(9, rent=90_000)
    rents = rents_like(listing)
    assert (rents.count, rents.cheaper, rents.dearer) == (12, 3, 9)
    assert rents.percentile == 25


def test_equal_rents_count_half():
    listing = place(rent=80_000)
    places(10, rent=80_000)
    assert rents_like(listing).percentile == 50


@pytest.mark.parametrize(("others", "shown"), [(9, False), (10, True)])
def test_fewer_than_ten_are_not_compared(client, others, shown):
    listing = place()
    places(others)
    text = client.get(listing.get_absolute_url()).text
    assert ("percentile of 10 similar places" in text) == shown


@pytest.mark.parametrize(
    "other",
    [
        {"space": "entire"},
        {"bedrooms": 5},
        {"bedrooms": 1},
        {"bedrooms": None},
        {"status": "taken"},
        {"status": "draft"},
        {"status": "expired"},
        {"rent": None},
        {"latitude": HERE["latitude"] + 4900 * METER},
        {"latitude": None, "longitude": None},
    ],
    ids=str,
)
def test_incomparable_listings_do_not_count(other):
    listing = place(bedrooms=3)
    places(9)
    place(**other)
    assert compare_rent(listing) is None
    places(1)
    assert rents_like(_saved_again(listing)).count == 10


@pytest.mark.parametrize(
    "other",
    [
        {"bedrooms": 2},
        {"bedrooms": 4},
        {"status": "pending"},
        {"lease_kind": "takeover"},
        {"latitude": HERE["latitude"] + 1500 * METER},
        # Features, texts and listers make no difference.
        {"furnished": True, "pets": True, "title": "Another", "description": "Other words."},
    ],
    ids=str,
)
def test_comparable_listings_count(other):
    listing = place(bedrooms=3)
    places(9)
    place(**other)
    assert rents_like(listing).count == 10


def test_rooms_compare_per_person_and_entire_places_as_a_whole():
    room = place(rent=160_000, people=2)
    places(10, rent=90_000)
    assert rents_like(room).rent == 80_000
    assert rents_like(room).cheaper == 0
    entire = place(space="entire", rent=160_000, people=4, bedrooms=2)
    places(10, space="entire", rent=150_000, people=1, bedrooms=2)
    assert (rents_like(entire).rent, rents_like(entire).cheaper) == (160_000, 10)


@pytest.mark.parametrize(("beds", "alike"), [(5, True), (9, True), (4, False)])
def test_five_bedrooms_and_more_are_one_size(beds, alike):
    listing = place(space="entire", bedrooms=6)
    places(10, space="entire", bedrooms=beds)
    assert (compare_rent(listing) is not None) == alike


def test_nearest_of_many_count(monkeypatch):
    monkeypatch.setattr("listings.rent_comparison.comparison.MAX_COMPARABLE", 10)
    listing = place()
    places(5, rent=99_000, latitude=HERE["latitude"] + 900 * METER)
    places(10, rent=70_000)
    assert set(rents_like(listing).others) == {70_000}


def test_radius_grows_only_when_a_mile_has_too_few(client):
    listing = place(rent=90_000)
    far = HERE["latitude"] + 3000 * METER
    places(9, rent=80_000)
    places(3, rent=60_000, latitude=far)
    assert compare_rent(listing).wording.miles == 3
    assert "12 rooms within 3 miles" in client.get(listing.get_absolute_url()).text
    place(rent=80_000)
    assert compare_rent(_saved_again(listing)).wording.miles == 1
    assert rents_like(listing).count == 10


def test_sublets_and_leases_mix_only_when_each_is_too_few():
    sublet = place(rent=80_000, lease_kind="sublet")
    places(9, rent=70_000, lease_kind="sublet", latitude=HERE["latitude"] + 3000 * METER)
    places(10, rent=90_000)
    words = compare_rent(sublet).wording
    assert (words.others, words.miles) == ("rooms, sublets and leases,", 1)
    assert set(rents_like(sublet).others) == {90_000}
    place(rent=70_000, lease_kind="sublet")
    words = compare_rent(_saved_again(sublet)).wording
    assert (words.others, words.miles) == ("sublet rooms", 3)
    assert set(rents_like(sublet).others) == {70_000}


@pytest.mark.parametrize("fields", [{"rent": None}, {"bedrooms": None}, {"latitude": None}])
def test_incomplete_listing_is_not_compared(fields):
    places(10)
    assert compare_rent(place(**fields)) is None


@pytest.mark.parametrize(
    "rents",
    [[80_000] * 10, [1, *[80_000] * 10, 10_000_000], list(range(50_000, 90_000, 1000)), [1] * 10],
    ids=["one rent", "far off", "even", "next to nothing"],
)
@pytest.mark.parametrize("rent", [1, 80_000, 10_000_000])
def test_every_rent_fits_into_the_histogram(rents, rent):
    chart = Chart(RentDistribution(rent, tuple(sorted(rents))))
    assert 0 <= chart.marker_x <= WIDTH
    assert 0 < len(chart.bars) <= BAR_COUNT
    for bar in chart.bars:
        assert 0 <= bar.x < WIDTH
        assert 0 <= bar.y < bar.y + bar.height <= HEIGHT + 0.1


def test_page_shows_the_comparison_as_text_and_histogram(client):
    listing = place(rent=80_000)
    places(5, rent=70_000)
    places(15, rent=95_000)
    text = client.get(listing.get_absolute_url()).text
    assert "25th percentile of 20 similar places" in text
    assert "Of 20 rooms within a mile, 15 cost more and 5 less for one person." in text
    assert "The median is $950 a month" in text
    [label] = re.findall(r'role="img" aria-label="(Rents[^"]+)"', text)
    assert "from $700 to $950; this one, $800" in label


@pytest.mark.parametrize(("rent", "words"), [(60_000, "lowest rent"), (99_000, "highest rent")])
def test_lowest_and_highest_rent_are_named(client, rent, words):
    listing = place(rent=rent)
    places(10, rent=80_000)
    assert f"The {words} of 10 similar places" in client.get(listing.get_absolute_url()).text


@pytest.mark.parametrize("status", ["taken", "expired", "draft"])
def test_closed_listing_is_not_compared(client, status):
    listing = place(status=status)
    places(10)
    client.force_login(listing.lister)
    assert "similar places" not in client.get(listing.get_absolute_url()).text


def test_lister_sees_the_comparison_while_choosing_the_rent(client):
    draft = place(status="draft", rent=None)
    places(10, rent=80_000)
    client.force_login(draft.lister)
    url = reverse("listings:edit", args=[draft.pk], query={"step": "money"})
    assert "similar places" not in client.get(url).text
    text = client.post(url, {"rent": "850"}, headers={"HX-Request": "true"}).text
    assert "The highest rent of 10 similar places" in text


def _saved_again(listing):
    """With a new `updated_at`, so that no cached comparison is used."""
    listing.save_and_record()
    return listing
