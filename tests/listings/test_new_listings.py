"""What the "new" button above the results fetches."""

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


def test_it_is_what_can_be_found_since_the_newest_first(client):
    ListingFactory()
    since = ChangeLogEntry.objects.newest_id()
    older, newer = ListingFactory(), ListingFactory()
    ListingFactory(status="draft")
    ListingFactory(rent=200_000)
    assert fresh(client, since, "max_rent=1000") == [newer.pk, older.pk]


def test_what_was_taken_again_is_not_in_it(client):
    since = ChangeLogEntry.objects.newest_id()
    ListingFactory().change_status("taken")
    assert fresh(client, since) == []


def test_a_change_of_what_could_be_found_is_not_new(client):
    place = ListingFactory()
    since = ChangeLogEntry.objects.newest_id()
    place.rent = 80_000
    place.save()
    assert fresh(client, since) == []
    Listing.objects.update(status="pending")
    Listing.objects.update(status="published")
    assert fresh(client, since) == [place.pk]


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 30, "٣"])
def test_a_line_that_makes_no_sense_finds_nothing(client, since):
    ListingFactory()
    assert fresh(client, since) == []


def test_it_brings_the_count_and_the_line_that_the_page_is_at_now(client):
    ListingFactory.create_batch(2)
    text = client.get("/listings/?since=0", **FRESH).content.decode()
    assert "<strong>2</strong> places" in text
    assert (
        f'id="change-log-position" value="{ChangeLogEntry.objects.newest_id()}" hx-swap-oob="true"'
        in text
    )
