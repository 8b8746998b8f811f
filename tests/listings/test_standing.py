"""Where a rent stands among those of comparable places."""

import re

import pytest
from django.urls import reverse

from listings.models import Listing
from listings.rent_comparison import BARS, HIGH, WIDE, Standing, standing_of
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db
# On the spot, whatever the blur: what is compared is the public point.
HERE = {"address_shared": True, "latitude": 42.0583, "longitude": -87.6835}
METRE = 1 / 111_195


def place(**fields) -> Listing:
    return ListingFactory(**HERE | fields)


def places(number, **fields):
    return [place(**fields) for _ in range(number)]


def test_it_is_the_share_of_those_that_cost_less():
    listing = place(rent=80_000)
    places(3, rent=70_000)
    places(9, rent=90_000)
    standing = standing_of(listing)
    assert (standing.count, standing.less, standing.more) == (12, 3, 9)
    assert standing.percentile == 25


def test_those_that_cost_as_much_count_half():
    listing = place(rent=80_000)
    places(10, rent=80_000)
    assert standing_of(listing).percentile == 50


@pytest.mark.parametrize(("others", "shown"), [(9, False), (10, True)])
def test_of_fewer_than_ten_it_says_nothing(client, others, shown):
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
        {"latitude": HERE["latitude"] + 4900 * METRE},
        {"latitude": None, "longitude": None},
    ],
    ids=str,
)
def test_what_is_not_like_it_does_not_count(other):
    listing = place(bedrooms=3)
    places(9)
    place(**other)
    assert standing_of(listing) is None
    places(1)
    assert standing_of(_anew(listing)).count == 10


@pytest.mark.parametrize(
    "other",
    [
        {"bedrooms": 2},
        {"bedrooms": 4},
        {"status": "pending"},
        {"lease_kind": "takeover"},
        {"latitude": HERE["latitude"] + 1500 * METRE},
        # Nothing of what it has, says or who offers it makes a place less comparable.
        {"furnished": True, "pets": True, "title": "Another", "description": "Other words."},
    ],
    ids=str,
)
def test_what_is_like_it_counts(other):
    listing = place(bedrooms=3)
    places(9)
    place(**other)
    assert standing_of(listing).count == 10


def test_rooms_compare_by_person_and_places_as_a_whole():
    room = place(rent=160_000, people=2)
    places(10, rent=90_000)
    assert standing_of(room).rent == 80_000
    assert standing_of(room).less == 0
    entire = place(space="entire", rent=160_000, people=4, bedrooms=2)
    places(10, space="entire", rent=150_000, people=1, bedrooms=2)
    assert (standing_of(entire).rent, standing_of(entire).less) == (160_000, 10)


@pytest.mark.parametrize(("beds", "alike"), [(5, True), (9, True), (4, False)])
def test_the_largest_places_are_one_size(beds, alike):
    listing = place(space="entire", bedrooms=6)
    places(10, space="entire", bedrooms=beds)
    assert (standing_of(listing) is not None) == alike


def test_of_many_the_nearest_count(monkeypatch):
    monkeypatch.setattr("listings.rent_comparison.MOST", 10)
    listing = place()
    places(5, rent=99_000, latitude=HERE["latitude"] + 900 * METRE)
    places(10, rent=70_000)
    assert set(standing_of(listing).others) == {70_000}


def test_it_looks_farther_only_where_a_mile_has_too_few(client):
    listing = place(rent=90_000)
    far = HERE["latitude"] + 3000 * METRE
    places(9, rent=80_000)
    places(3, rent=60_000, latitude=far)
    assert (standing_of(listing).miles, standing_of(listing).count) == (3, 12)
    assert "12 rooms within 3 miles" in client.get(listing.get_absolute_url()).text
    place(rent=80_000)
    assert (standing_of(_anew(listing)).miles, standing_of(listing).count) == (1, 10)


def test_sublets_and_leases_count_together_only_where_each_is_too_few():
    sublet = place(rent=80_000, lease_kind="sublet")
    places(9, rent=70_000, lease_kind="sublet", latitude=HERE["latitude"] + 3000 * METRE)
    places(10, rent=90_000)
    assert standing_of(sublet).kind == "rooms, sublets and leases,"
    assert (standing_of(sublet).miles, set(standing_of(sublet).others)) == (1, {90_000})
    place(rent=70_000, lease_kind="sublet")
    standing = standing_of(_anew(sublet))
    assert (standing.kind, standing.miles) == ("sublet rooms", 3)
    assert set(standing.others) == {70_000}


@pytest.mark.parametrize("fields", [{"rent": None}, {"bedrooms": None}, {"latitude": None}])
def test_what_says_too_little_has_no_standing(fields):
    places(10)
    assert standing_of(place(**fields)) is None


@pytest.mark.parametrize(
    "rents",
    [[80_000] * 10, [1, *[80_000] * 10, 10_000_000], list(range(50_000, 90_000, 1000)), [1] * 10],
    ids=["one rent", "far off", "even", "next to nothing"],
)
@pytest.mark.parametrize("rent", [1, 80_000, 10_000_000])
def test_the_picture_holds_every_rent(rents, rent):
    standing = Standing(rent, tuple(sorted(rents)), "rooms", 1, is_share=True)
    bars = standing.bars()
    assert 0 <= standing.mark <= WIDE
    assert 0 < len(bars) <= BARS
    for bar in bars:
        assert 0 <= bar["x"] < WIDE
        assert 0 <= bar["y"] < bar["y"] + bar["height"] <= HIGH + 0.1


def test_the_page_says_it_in_words_and_in_a_picture(client):
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
def test_the_ends_are_said_in_words(client, rent, words):
    listing = place(rent=rent)
    places(10, rent=80_000)
    assert f"The {words} of 10 similar places" in client.get(listing.get_absolute_url()).text


@pytest.mark.parametrize("status", ["taken", "expired", "draft"])
def test_what_is_not_offered_has_none(client, status):
    listing = place(status=status)
    places(10)
    client.force_login(listing.lister)
    assert "similar places" not in client.get(listing.get_absolute_url()).text


def test_the_lister_sees_it_while_choosing_the_rent(client):
    draft = place(status="draft", rent=None)
    places(10, rent=80_000)
    client.force_login(draft.lister)
    url = reverse("listings:edit", args=[draft.pk], query={"step": "money"})
    assert "similar places" not in client.get(url).text
    text = client.post(url, {"rent": "850"}, headers={"HX-Request": "true"}).text
    assert "The highest rent of 10 similar places" in text


def _anew(listing):
    """As another page would read it, later."""
    listing.save()
    return listing
