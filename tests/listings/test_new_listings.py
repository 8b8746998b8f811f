"""The response to the button that shows new results."""

import re

import pytest

from listings.models import ChangeLogEntry, Listing
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db

FRESH = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "found"}


def fresh(client, since, query="") -> list[int]:
    text = client.get(f"/listings/?since={since}&{query}", **FRESH).content.decode()
    assert "<html" not in text
    return [int(pk) for pk in re.findall(r'<article class="card" data-listing="(\d+)"', text)]


def test_new_results_come_newest_first(client):
    ListingFactory()
    since = ChangeLogEntry.objects.newest_id()
    older, newer = ListingFactory(), ListingFactory()
    ListingFactory(status="draft")
    ListingFactory(rent=200_000)
    assert fresh(client, since, "max_rent=1000") == [newer.pk, older.pk]


def test_listing_taken_again_is_not_new(client):
    since = ChangeLogEntry.objects.newest_id()
    ListingFactory().change_status("taken")
    assert fresh(client, since) == []


def test_changed_listing_is_not_new(client):
    place = ListingFactory()
    since = ChangeLogEntry.objects.newest_id()
    place.rent = 80_000
    place.save_and_record()
    assert fresh(client, since) == []
    Listing.objects.update_and_record(status="pending")
    Listing.objects.update_and_record(status="published")
    assert fresh(client, since) == [place.pk]


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 30, "٣"])
def test_invalid_entry_id_finds_nothing(client, since):
    ListingFactory()
    assert fresh(client, since) == []


def test_response_has_the_count_and_the_new_position(client):
    ListingFactory.create_batch(2)
    text = client.get("/listings/?since=0", **FRESH).content.decode()
    assert "<strong>2</strong> places" in text
    assert (
        f'id="change-log-position" value="{ChangeLogEntry.objects.newest_id()}" hx-swap-oob="true"'
        in text
    )
