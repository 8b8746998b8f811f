from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import Listing
from listings.models.lifecycle import TRANSITIONS, StatusChangeRefused
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db

STATES = list(TRANSITIONS)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_status_follows_the_table_of_transitions(before, after):
    listing = ListingFactory(status=before)
    if after in TRANSITIONS[before] or after == before:
        listing.change_status(after)
    else:
        with pytest.raises(StatusChangeRefused):
            listing.change_status(after)
        after = before
    listing.refresh_from_db()
    assert listing.status == after


def test_unknown_status_is_refused():
    with pytest.raises(StatusChangeRefused, match="no such status"):
        ListingFactory().change_status("sold")


def test_publishing_sets_the_date():
    listing = ListingFactory(status="draft")
    listing.change_status("published")
    listing.refresh_from_db()
    assert listing.published_at is not None


def test_incomplete_listing_stays_a_draft():
    listing = ListingFactory(status="draft", rent=None)
    with pytest.raises(StatusChangeRefused, match="what it costs"):
        listing.change_status("published")
    listing.refresh_from_db()
    assert listing.status == "draft"


@pytest.mark.parametrize(
    ("lacks", "step"),
    [
        ({"address": "", "latitude": None, "longitude": None}, "location"),
        ({"address": "1 Nowhere Rd", "latitude": None, "longitude": None}, "location"),
        ({"bedrooms": None}, "home"),
        ({"rent": None}, "costs"),
        ({"rent": 0}, "costs"),
        ({"available_from": None, "available_until": None}, "dates"),
        ({"title": "  Short   "}, "description"),
        ({"description": "Nice."}, "description"),
    ],
)
def test_missing_field_names_its_step(lacks, step):
    assert [field.step for field in ListingFactory(**lacks).missing_fields()] == [step]


def test_complete_listing_needs_no_photos():
    assert ListingFactory().missing_fields() == []
    assert ListingFactory(bedrooms=0).missing_fields() == []


@pytest.mark.parametrize("place", [{"address": ""}, {"latitude": None, "longitude": None}])
def test_pin_or_street_is_enough(place):
    assert ListingFactory(**place).missing_fields() == []


@pytest.mark.parametrize(("kind", "lacks"), [("lease", 0), ("sublet", 1), ("takeover", 1)])
def test_only_sublets_and_takeovers_need_a_last_day(kind, lacks):
    listing = ListingFactory(lease_kind=kind, available_until=None)
    assert len(listing.missing_fields()) == lacks


def test_ended_listing_is_not_published_again():
    yesterday = timezone.localdate() - timedelta(days=1)
    listing = ListingFactory(status="expired", available_until=yesterday)
    with pytest.raises(StatusChangeRefused, match="last day has passed"):
        listing.change_status("published")


def test_listing_is_hidden_when_its_lister_closes_their_account(client):
    listing = ListingFactory()
    listing.lister.is_active = False
    listing.lister.save()
    assert not Listing.objects.published().exists()
    assert client.get(listing.get_absolute_url()).status_code == 404
