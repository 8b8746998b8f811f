"""Listers confirm each week that a listing is still available, and its page shows when."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.models import ChangeLogEntry, Listing
from listings.models.lifecycle import StatusChangeRefused
from tests.support.factories import ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
MINE = reverse("listings:mine")


def unconfirmed_for(listing, **time) -> Listing:
    """The listing, as if it was confirmed so long ago."""
    listing.confirmed_at = timezone.now() - timedelta(**time)
    listing.save_and_record(update_fields=["confirmed_at"])
    return listing


def ago(listing) -> timedelta:
    listing.refresh_from_db()
    return timezone.now() - listing.confirmed_at


# Buttons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["published", "pending"])
def test_button_on_my_listings_confirms_one(client, ana, status):
    listing = unconfirmed_for(ListingFactory(lister=ana, status=status), days=8)
    html = client.get(MINE).content.decode()
    words = {"published": "Still available", "pending": "Still pending"}[status]
    assert f'value="{status}">{words}' in html
    client.post(reverse("listings:status", args=[listing.pk]), {"status": status})
    assert ago(listing) < timedelta(minutes=1)
    assert listing.status == status


def test_htmx_confirmation_answers_in_place(client, ana):
    listing = unconfirmed_for(ListingFactory(lister=ana), days=8)
    url = reverse("listings:status", args=[listing.pk])
    html = client.post(url, {"status": "published"}, headers={"HX-Request": "true"}).text
    assert "we’ll ask again in a week" in html
    assert "Is it still available?" not in html


def test_only_the_lister_sees_the_confirm_button(client, ana):
    listing = unconfirmed_for(ListingFactory(lister=ana), days=8)
    button = f'action="{reverse("listings:status", args=[listing.pk])}"'
    assert button in client.get(listing.get_absolute_url()).content.decode()
    client.force_login(VerifiedStudentFactory())
    assert button not in client.get(listing.get_absolute_url()).content.decode()
    url = reverse("listings:status", args=[listing.pk])
    assert client.post(url, {"status": "published"}).status_code == 404
    assert ago(listing) > timedelta(days=7)


def test_recently_confirmed_listing_has_no_button(client, ana):
    listing = ListingFactory(lister=ana)
    assert b"Still available" not in client.get(MINE).content
    assert b"Still available" not in client.get(listing.get_absolute_url()).content


def test_one_button_confirms_all_that_need_it(client, ana):
    waiting = [unconfirmed_for(ListingFactory(lister=ana), days=8) for _ in range(2)]
    fresh = unconfirmed_for(ListingFactory(lister=ana), days=6)
    taken = unconfirmed_for(ListingFactory(lister=ana, status="taken"), days=8)
    stranger = unconfirmed_for(ListingFactory(), days=8)
    assert "Yes, all 2" in client.get(MINE).content.decode()
    client.post(reverse("listings:confirm"))
    assert all(ago(listing) < timedelta(minutes=1) for listing in waiting)
    assert all(ago(listing) > timedelta(days=5) for listing in (fresh, taken, stranger))
    assert b"Yes, all 2" not in client.get(MINE).content


def test_confirming_takes_a_post_and_a_login(client):
    assert client.get(reverse("listings:confirm")).status_code in (302, 405)
    assert client.post(reverse("listings:confirm")).url.startswith("/accounts/login/")


# What confirms ----------------------------------------------------------------------------------


def test_draft_has_no_confirmation_date():
    listing = ListingFactory(status="draft")
    assert listing.confirmed_at is None
    listing.change_status("published")
    assert ago(listing) < timedelta(minutes=1)


def test_status_change_confirms():
    listing = unconfirmed_for(ListingFactory(), days=8)
    listing.asked_at = timezone.now()
    listing.change_status("pending")
    assert ago(listing) < timedelta(minutes=1)
    assert listing.asked_at is None


def test_ended_listing_cannot_be_confirmed(client, ana):
    listing = unconfirmed_for(ListingFactory(lister=ana), days=8)
    Listing.objects.update_and_record(available_until=timezone.localdate() - timedelta(days=1))
    listing.refresh_from_db()
    assert not listing.can_be_confirmed
    with pytest.raises(StatusChangeRefused, match="last day has passed"):
        listing.confirm()
    assert ago(listing) > timedelta(days=7)


def test_confirmation_is_in_the_change_log(client, ana):
    listing = unconfirmed_for(ListingFactory(lister=ana), days=8)
    line = ChangeLogEntry.objects.newest_id()
    client.post(reverse("listings:confirm"))
    assert [change.listings for change in ChangeLogEntry.objects.filter(pk__gt=line)] == [
        [listing.pk]
    ]


# The public page --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/listings/", "/listings/{}/", "/listings/{}/card/", "/"])
def test_page_shows_the_confirmation_date(client, path):
    listing = unconfirmed_for(ListingFactory(), hours=50)
    html = client.get(path.format(listing.pk)).content.decode()
    day = timezone.localtime(listing.confirmed_at)
    moment = re.search(r'Confirmed <relative-time><time datetime="([^"]+)">([^<]+)</time>', html)
    assert moment[1] == day.isoformat(timespec="microseconds")
    # Without scripts the day, which is true however old the page is.
    assert moment[2] == f"{day:%b} {day.day}"


@pytest.mark.parametrize("fields", [{"status": "taken"}, {"source": "uci", "source_id": "1"}])
def test_closed_and_imported_listings_show_no_confirmation_date(client, fields):
    listing = ListingFactory(**fields)
    assert b"Confirmed" not in client.get(listing.get_absolute_url()).content


def test_editing_confirms(client, ana):
    listing = unconfirmed_for(ListingFactory(lister=ana), days=8)
    url = reverse("listings:edit", args=[listing.pk], query={"step": "money"})
    client.post(url, {"rent": "900"})
    assert ago(listing) < timedelta(minutes=1)
