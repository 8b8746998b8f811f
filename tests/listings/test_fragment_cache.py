"""A card is cached until its listing changes, except for the parts that differ by viewer."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from listings import gallery
from listings.models import Listing
from tests.support import unrecorded_writes
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    UserFactory,
    picture,
)

pytestmark = pytest.mark.django_db


def card(client, listing, query="") -> str:
    page = client.get(f"/listings/?{query}").content.decode()
    start = f'<article class="card" data-listing="{listing.pk}"'
    return start + page.partition(start)[2].partition("</article>")[0]


def write_unnoticed(listing, **values):
    """Write to the row without an entry in the change log."""
    with unrecorded_writes.allowed():
        Listing.objects.filter(pk=listing.pk).update(**values)


def test_card_is_rendered_once(client):
    listing = ListingFactory(rent=95_000)
    first = card(client, listing)
    write_unnoticed(listing, rent_per_person=10_000)
    assert "$950" in first
    assert "$950" in card(client, listing)


def test_another_search_loads_only_uncached_rows(client):
    known = ListingFactory.create_batch(3, rent=90_000)
    client.get("/listings/?max_rent=950")
    other = ListingFactory(rent=99_000)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/listings/?max_rent=990").content.decode()
    assert all(f'data-listing="{listing.pk}"' in page for listing in [*known, other])
    [rows] = [query["sql"] for query in queries if '"listings_listing"."title"' in query["sql"]]
    assert f"IN ({other.pk})" in rows


def save(listing):
    listing.bedrooms = 5
    listing.save_and_record(update_fields=["bedrooms"])


def update(listing, **values):
    Listing.objects.filter(pk=listing.pk).update_and_record(**values)


CHANGES = {
    "saved": save,
    "updated": lambda listing: update(listing, bedrooms=5),
    "updated by an expression": lambda listing: update(listing, bedrooms=F("bedrooms") + 2),
    "photo described": lambda listing: gallery.describe(listing, {listing.cover.pk: "Kitchen"}),
    "photos arranged": lambda listing: gallery.move(listing, listing.photos.last().pk, -1),
    "photo removed": lambda listing: gallery.remove(listing.cover),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_renders_the_card_again(client, change):
    listing = ListingFactory(bedrooms=3)
    PhotoFactory.create_batch(2, listing=listing)
    shown = re.compile(r'<img src="(.*?)".*? alt="(.*?)".*?Room in a (\d)-bed', re.S)
    before = shown.search(card(client, listing)).groups()
    change(Listing.objects.get(pk=listing.pk))
    assert shown.search(card(client, listing)).groups() != before


def test_first_photo_shows_on_the_card_at_once(client):
    listing = ListingFactory()
    assert "No photo yet" in card(client, listing)
    gallery.add(listing, picture())
    assert "No photo yet" not in card(client, listing)


def test_each_viewer_sees_their_own_saved_state(client):
    mark = SavedListingFactory()
    assert 'aria-pressed="false"' in card(client, mark.listing)
    client.force_login(mark.user)
    assert 'aria-pressed="true"' in card(client, mark.listing)
    client.force_login(UserFactory())
    assert 'aria-pressed="false"' in card(client, mark.listing)


def test_card_shows_the_walk_and_cost_of_the_search(client):
    listing = ListingFactory(
        available_from=date(2027, 6, 1), available_until=date(2027, 12, 31), fees=60_000
    )
    stay = "available_from=2027-06-21&available_until=2027-"
    plain = card(client, listing)
    assert "min to Tech" in card(client, listing, "near=tech")
    assert "min to Kellogg" in card(client, listing, "near=kellogg")
    assert card(client, listing, f"{stay}08-20") != card(client, listing, f"{stay}12-20")
    assert card(client, listing).split("csrf")[0] == plain.split("csrf")[0]


def test_each_viewer_has_their_own_csrf_token(client):
    listing = ListingFactory()
    token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
    first = token.search(card(client, listing))[1]
    assert first != token.search(card(client, listing))[1]


def test_cached_parts_do_not_see_the_viewer():
    listing = ListingFactory()
    template = Template(
        '{% load fragment_cache %}{% cached_fragment "x" listing yes=1 %}{{ yes }} {{ user }}'
        "{% uncached %} {{ user }}{% enduncached %}{% endcached_fragment %}"
    )
    viewer = Context({"listing": listing, "user": AnonymousUser()})
    assert template.render(viewer).strip() == "True  AnonymousUser"
