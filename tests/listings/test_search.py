"""The results of each search parameter, and the errors for invalid values."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from listings.geography.distance import walk_minutes
from listings.geography.landmarks import LANDMARKS
from listings.models import Amenity, Listing
from listings.search.form import SearchForm
from listings.search.matching import matching, sort
from tests.support.factories import (
    ListingFactory,
    UserFactory,
    VerifiedStudentFactory,
    add_amenities,
)

pytestmark = pytest.mark.django_db
TECH = next(mark for mark in LANDMARKS if mark.slug == "tech")


def found(query: str) -> set[str]:
    search = SearchForm(QueryDict(query)).search
    return {listing.title for listing in sort(matching(search), search)}


def titles(query: str) -> list[str]:
    search = SearchForm(QueryDict(query)).search
    return [listing.title for listing in sort(matching(search), search)]


def complaints(query: str) -> dict[str, str]:
    form = SearchForm(QueryDict(query))
    form.is_valid()
    return {name: errors[0] for name, errors in form.errors.items()}


@pytest.mark.parametrize("status", ["draft", "pending", "taken", "expired"])
def test_only_published_listings_are_found(status):
    ListingFactory(title="published")
    ListingFactory(title=status, status=status)
    assert found("") == {"published"}


def test_every_word_occurs_somewhere_in_title_description_street_or_city():
    ListingFactory(title="Sunny loft", description="by the lake", address="900 Noyes St")
    ListingFactory(title="Sunny cellar", description="dark", city="Wilmette")
    assert found("q=SUNNY+lake") == {"Sunny loft"}
    assert found("q=noyes+loft") == {"Sunny loft"}
    assert found("q=wilmette") == {"Sunny cellar"}
    assert found("q=sunny") == {"Sunny loft", "Sunny cellar"}


@pytest.mark.parametrize("text", ["100%", "under_score", "back\\slash"])
def test_special_characters_in_words_are_literal(text):
    ListingFactory(title=f"has {text}")
    ListingFactory(title="has 1000 underXscore backXslash")
    assert found(urlencode({"q": text})) == {f"has {text}"}


def test_rent_is_per_person_in_whole_dollars():
    ListingFactory(title="alone", rent=90_000)
    ListingFactory(title="shared", rent=300_000, people=4, space="entire")
    assert found("max_rent=900") == {"alone", "shared"}
    assert found("max_rent=899") == {"shared"}
    assert found("min_rent=751") == {"alone"}
    assert found("min_rent=$750&max_rent=$1,000") == {"alone", "shared"}


def test_zero_bedrooms_is_a_studio_and_others_are_the_least():
    for beds in (0, 1, 3):
        ListingFactory(title=str(beds), bedrooms=beds)
    assert found("bedrooms=0") == {"0"}
    assert found("bedrooms=1") == {"1", "3"}
    assert found("bedrooms=4") == set()


def test_bathrooms_are_the_least_number():
    for baths in ("1", "1.5", "2"):
        ListingFactory(title=baths, bathrooms=baths)
    assert found("bathrooms=1.5") == {"1.5", "2"}


def test_several_kinds_match_any():
    ListingFactory(title="room", space="room")
    ListingFactory(title="flat", space="entire")
    ListingFactory(title="sublet flat", space="entire", lease_kind="sublet")
    ListingFactory(title="takeover", space="room", lease_kind="takeover")
    assert found("kind=entire") == {"flat", "sublet flat"}
    assert found("kind=room") == {"room", "takeover"}
    assert found("kind=sublet") == {"sublet flat", "takeover"}
    assert found("kind=room&kind=sublet") == {"room", "sublet flat", "takeover"}


def test_stay_matches_listings_available_for_all_of_it():
    def place(title, start, end):
        ListingFactory(title=title, available_from=start, available_until=end)

    place("year", date(2027, 9, 1), date(2028, 8, 31))
    place("fall", date(2027, 9, 1), date(2027, 12, 15))
    place("open", None, None)
    assert found("available_from=2027-09-15&available_until=2028-06-01") == {"year", "open"}
    assert found("available_from=2027-08-31") == {"open"}
    assert found("available_from=2027-12-16") == {"year", "open"}
    assert found("available_until=2027-12-15") == {"year", "fall", "open"}
    assert found("available_until=2027-08-01") == {"open"}


@pytest.mark.parametrize("name", ["furnished", "pets"])
@pytest.mark.parametrize("yes", ["1", "true", "on", "YES"])
def test_switch_requires_the_feature(name, yes):
    ListingFactory(title="has", **{name: True})
    ListingFactory(title="lacks", **{name: False})
    assert found(f"{name}={yes}") == {"has"}
    assert found(f"{name}=0") == found("") == {"has", "lacks"}


def test_utilities_are_included_where_the_lister_says_so():
    for title, utilities in (("included", 0), ("extra", 6_000), ("unsaid", None)):
        ListingFactory(title=title, utilities=utilities)
    assert found("utilities=1") == {"included"}
    assert found("utilities=0") == {"included", "extra", "unsaid"}
    assert "utilities" in complaints("utilities=heat")


def test_verified_finds_only_listings_of_verified_students():
    ListingFactory(title="student's", lister=VerifiedStudentFactory())
    ListingFactory(title="landlord's", lister=UserFactory())
    assert found("verified=1") == {"student's"}


def test_all_amenities_are_required():
    both, one = ListingFactory(title="both"), ListingFactory(title="one")
    add_amenities(both, "desk", "gym")
    add_amenities(one, "gym")
    assert found("amenity=gym") == {"both", "one"}
    assert found("amenity=gym&amenity=desk") == {"both"}


def test_walk_filter_agrees_with_the_card():
    for n in range(40):
        north = TECH.latitude - n * 0.0005
        ListingFactory(title=str(n), address_shared=True, latitude=north, longitude=TECH.longitude)
    for minutes in (1, 5, 10, 20):
        near = {
            listing.title
            for listing in Listing.objects.all()
            if walk_minutes((listing.public_latitude, listing.public_longitude), TECH.point)
            <= minutes
        }
        assert found(f"near=tech&max_walk={minutes}") == near


def test_landmark_alone_filters_nothing():
    ListingFactory(title="far", latitude=41.0, longitude=-80.0)
    ListingFactory(title="nowhere", latitude=None, longitude=None)
    assert found("near=tech") == {"far", "nowhere"}
    assert found("near=tech&max_walk=30") == set()


def test_search_uses_only_the_public_point():
    listing = ListingFactory(title="blurred", latitude=TECH.latitude, longitude=TECH.longitude)
    Listing.objects.update_and_record(public_latitude=TECH.latitude + 0.05)
    assert found("near=tech&max_walk=10") == set()
    around = f"{TECH.longitude - 0.01},{TECH.latitude - 0.01},{TECH.longitude + 0.01}"
    assert found(f"bounds={around},{TECH.latitude + 0.01}") == set()
    assert listing.latitude == TECH.latitude


def test_bounds_filter_by_the_map():
    ListingFactory(title="in", latitude=42.05, longitude=-87.68)
    ListingFactory(title="out", latitude=42.15, longitude=-87.68)
    assert found("bounds=-87.7,42.04,-87.6,42.06") == {"in"}


@pytest.mark.parametrize("bounds", ["170,42,-170,43", "-87.7,42.06,-87.6,42.04", "0,0,0,0"])
def test_empty_bounds_find_nothing(bounds):
    ListingFactory()
    assert found(f"bounds={bounds}") == set()
    assert complaints(f"bounds={bounds}") == {}


def test_cheapest_first_leaves_out_listings_without_rent():
    for title, rent in (("dear", 120_000), ("cheap", 70_000), ("unsaid", None)):
        ListingFactory(title=title, rent=rent)
    assert titles("sort=cheapest") == ["cheap", "dear"]


def test_closest_to_the_landmark_first():
    ListingFactory(title="south", latitude=42.045, longitude=-87.68)
    ListingFactory(title="north", latitude=42.065, longitude=-87.68)
    assert titles("sort=closest&near=tech") == ["north", "south"]
    assert titles("sort=closest&near=davis") == ["south", "north"]


def test_newest_first_by_default():
    for title in ("first", "second"):
        ListingFactory(title=title)
    assert titles("") == titles("sort=newest") == ["second", "first"]


BAD = [
    ("min_rent", "cheap"), ("min_rent", "-1"), ("max_rent", "9" * 5000), ("max_rent", "1.5"),
    ("bedrooms", "two"), ("bedrooms", "-1"), ("bedrooms", "99"), ("bathrooms", "NaN"),
    ("bathrooms", "1e9"), ("kind", "castle"), ("available_from", "2027-02-30"),
    ("available_until", "soon"), ("furnished", "maybe"), ("pets", "dog"), ("amenity", "moat"),
    ("near", "paris"), ("verified", "2"), ("bounds", "1,2,3"), ("bounds", "a,b,c,d"),
    ("bounds", "nan,1,2,3"), ("bounds", "inf,1,2,3"), ("bounds", "1,2,3,1e999"),
    ("sort", "finest"), ("q", "x" * 10_000), ("q", "a%00b"), ("near", "%00"), ("kind", "%FF%FE"),
    ("min_rent", "%00"), ("available_from", "%ED%A0%80"), ("max_walk", "10"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_invalid_value_is_an_error_and_ignored(name, value):
    ListingFactory(title="room", space="room", furnished=True)
    ListingFactory(title="other", space="entire", furnished=False)
    rest = "kind=room" if name != "kind" else "furnished=1"
    sentences = complaints(f"{name}={value}&{rest}")
    assert list(sentences) == [name]
    assert sentences[name].endswith(".")
    assert found(f"{name}={value}&{rest}") == {"room"}


@pytest.mark.parametrize("name", ["kind", "amenity"])
def test_unknown_choice_does_not_affect_the_others(name):
    search = SearchForm(QueryDict("kind=room&kind=castle&amenity=moat&amenity=gym")).search
    assert (search.kind, search.amenity) == (("room",), ("gym",))
    assert name in complaints(f"{name}=castle")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("min_rent=900&max_rent=800", "min_rent"),
        ("available_from=2027-09-01&available_until=2027-08-01", "available_from"),
    ],
)
def test_crossed_range_is_an_error_and_ignored(query, field):
    ListingFactory(title="any", rent=85_000)
    assert list(complaints(query)) == [field]
    assert found(query) == {"any"}


def test_last_of_repeated_values_counts():
    assert SearchForm(QueryDict("max_rent=1&max_rent=900")).search.max_rent == 900


def test_search_and_its_query_are_equivalent():
    query = (
        "q=noyes&min_rent=500&max_rent=900&bedrooms=0&bathrooms=1.5&kind=room&kind=sublet"
        "&available_from=2027-09-01&available_until=2028-06-01&furnished=1&pets=1&amenity=gym"
        "&near=tech&max_walk=10&verified=1&bounds=-88.00000,42.00000,-87.00000,43.00000"
        "&sort=closest"
    )
    search = SearchForm(QueryDict(query)).search
    assert SearchForm(QueryDict(search.query())).search == search
    assert search.query().replace("%2C", ",") == query


def test_blank_values_are_left_out_of_the_query():
    assert SearchForm(QueryDict("q=&min_rent=&kind=&sort=newest&furnished=0")).search.query() == ""


def test_every_amenity_can_be_searched_for():
    query = "&".join(f"amenity={slug}" for slug in Amenity.values)
    assert SearchForm(QueryDict(query)).search.amenity == tuple(Amenity.values)


def test_farthest_of_several_landmarks_counts():
    for title, latitude in (("north", 42.0620), ("middle", 42.0520), ("south", 42.0420)):
        ListingFactory(title=title, latitude=latitude, longitude=-87.68, address_shared=True)
    assert titles("sort=closest&near=tech&near=davis") == ["middle", "north", "south"]
    assert found("near=tech&max_walk=12") == {"north", "middle"}
    assert found("near=davis&max_walk=12") == {"middle", "south"}
    assert found("near=tech&near=davis&max_walk=12") == {"middle"}
