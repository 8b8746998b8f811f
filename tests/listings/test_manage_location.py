import pytest

from listings.forms.location import CAMPUS, LocationForm
from listings.geography.distance import meters_between
from listings.geography.streets import locate
from tests.support.factories import ListingFactory

SKOKIE = {"city": "Skokie", "state": "IL"}


def store(listing, **typed):
    """Fill in the step for the place; returns the form, with `listing` as it is afterwards."""
    form = LocationForm({"city": "Evanston", "state": "IL"} | typed, instance=listing)
    form.is_valid()
    form.store()
    listing.refresh_from_db()
    return form


def pin(listing):
    return listing.latitude, listing.longitude


@pytest.fixture
def draft(db):
    return ListingFactory(status="draft", address="", latitude=None, longitude=None)


def test_address_sets_the_pin(draft):
    store(draft, address="2145 Sheridan Rd")
    assert pin(draft) == locate("2145 Sheridan Rd")
    assert draft.street == "Sheridan Rd"


def test_pin_follows_a_new_address(draft):
    store(draft, address="2145 Sheridan Rd")
    store(draft, address="820 Noyes St")
    assert pin(draft) == locate("820 Noyes St")


def test_moved_pin_wins_over_the_address(draft):
    store(draft, address="820 Noyes St", latitude="42.06", longitude="-87.69", by_hand="1")
    assert pin(draft) == (42.06, -87.69)


def test_moved_pin_stays_when_another_field_changes(draft):
    store(draft, address="820 Noyes St", latitude="42.06", longitude="-87.69", by_hand="1")
    store(draft, address="820 Noyes St", unit_number="2B")
    assert pin(draft) == (42.06, -87.69)


def test_pin_of_the_old_address_is_dropped_for_an_unknown_one(draft):
    store(draft, address="820 Noyes St")
    form = store(draft, address="1 Nowhere Rd")
    assert pin(draft) == (None, None)
    assert "pin" in form.note


def test_known_street_without_a_number_asks_for_the_pin(draft):
    form = store(draft, address="Noyes St")
    assert "Noyes St" in form.note
    assert draft.street == "Noyes St"
    assert "location" not in {field.step for field in draft.missing_fields()}


def test_streets_of_another_town_are_not_located(draft):
    store(draft, address="820 Noyes St", **SKOKIE)
    assert pin(draft) == (None, None)
    assert draft.city == "Skokie"


@pytest.mark.parametrize("typed", ["", "Illinois", "il", " IL. "])
def test_state_is_stored_as_two_letters(draft, typed):
    store(draft, state=typed)
    assert draft.state == "IL"


@pytest.mark.parametrize("point", [("41.0", "-87.7"), ("-91", "0"), ("1e300", "5"), ("0", "0")])
def test_pin_too_far_from_campus_is_an_error_with_the_distance(draft, point):
    form = store(draft, address="820 Noyes St", latitude=point[0], longitude=point[1], by_hand="1")
    assert "miles from campus" in form.errors["latitude"][0]
    assert pin(draft) == (None, None)
    assert draft.address == "820 Noyes St"


@pytest.mark.parametrize("point", [("nan", "0"), ("north", "west"), ("42.05", "")])
def test_incomplete_pin_is_ignored(draft, point):
    store(draft, address="820 Noyes St", latitude=point[0], longitude=point[1], by_hand="1")
    assert pin(draft) in {(None, None), locate("820 Noyes St")}


def test_others_see_the_public_point_unless_the_address_is_shared(draft):
    store(draft, address="820 Noyes St")
    seen = draft.public_latitude, draft.public_longitude
    assert 60 < meters_between(seen, pin(draft)) < 190
    store(draft, address="820 Noyes St", address_shared="on")
    assert (draft.public_latitude, draft.public_longitude) == pin(draft)


def test_campus_itself_is_within_reach(draft):
    assert not store(draft, latitude=CAMPUS[0], longitude=CAMPUS[1], by_hand="1").errors
