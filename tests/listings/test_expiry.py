"""One tap a week says that a place still stands, and everyone sees when it was said."""

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


@pytest.fixture
def ana(client):
    person = VerifiedStudentFactory(name="Ana")
    client.force_login(person)
    return person


def silent_for(listing, **time) -> Listing:
    """The listing, as if its lister had said nothing for so long."""
    listing.confirmed_at = timezone.now() - timedelta(**time)
    listing.save(update_fields=["confirmed_at"])
    return listing


def ago(listing) -> timedelta:
    listing.refresh_from_db()
    return timezone.now() - listing.confirmed_at


# A tap ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["published", "pending"])
def test_a_tap_on_one_of_my_places_confirms_it(client, ana, status):
    listing = silent_for(ListingFactory(lister=ana, status=status), days=8)
    html = client.get(MINE).content.decode()
    words = {"published": "Still available", "pending": "Still pending"}[status]
    assert f'value="{status}">{words}' in html
    client.post(reverse("listings:status", args=[listing.pk]), {"status": status})
    assert ago(listing) < timedelta(minutes=1)
    assert listing.status == status


def test_a_tap_with_scripts_answers_in_place(client, ana):
    listing = silent_for(ListingFactory(lister=ana), days=8)
    url = reverse("listings:status", args=[listing.pk])
    html = client.post(url, {"status": "published"}, headers={"HX-Request": "true"}).content
    assert b"we ask again in a week" in html
    assert b"Is it still available?" not in html


def test_the_listing_s_own_page_has_the_tap_for_its_lister_alone(client, ana):
    listing = silent_for(ListingFactory(lister=ana), days=8)
    button = f'action="{reverse("listings:status", args=[listing.pk])}"'
    assert button in client.get(listing.get_absolute_url()).content.decode()
    client.force_login(VerifiedStudentFactory())
    assert button not in client.get(listing.get_absolute_url()).content.decode()
    url = reverse("listings:status", args=[listing.pk])
    assert client.post(url, {"status": "published"}).status_code == 404
    assert ago(listing) > timedelta(days=7)


def test_what_was_confirmed_just_now_asks_for_no_tap(client, ana):
    listing = ListingFactory(lister=ana)
    assert b"Still available" not in client.get(MINE).content
    assert b"Still available" not in client.get(listing.get_absolute_url()).content


def test_one_tap_confirms_all_that_wait_and_nothing_else(client, ana):
    waiting = [silent_for(ListingFactory(lister=ana), days=8) for _ in range(2)]
    fresh = silent_for(ListingFactory(lister=ana), days=6)
    taken = silent_for(ListingFactory(lister=ana, status="taken"), days=8)
    stranger = silent_for(ListingFactory(), days=8)
    assert "Yes, all 2" in client.get(MINE).content.decode()
    client.post(reverse("listings:confirm"))
    assert all(ago(listing) < timedelta(minutes=1) for listing in waiting)
    assert all(ago(listing) > timedelta(days=5) for listing in (fresh, taken, stranger))
    assert b"Yes, all 2" not in client.get(MINE).content


def test_confirming_is_no_link_and_needs_a_login(client):
    assert client.get(reverse("listings:confirm")).status_code in (302, 405)
    assert client.post(reverse("listings:confirm")).url.startswith("/accounts/login/")


# What counts as a word --------------------------------------------------------------------------


def test_a_draft_has_no_date_until_it_is_published():
    listing = ListingFactory(status="draft")
    assert listing.confirmed_at is None
    listing.change_status("published")
    assert ago(listing) < timedelta(minutes=1)


def test_whoever_says_how_it_stands_has_spoken_for_it():
    listing = silent_for(ListingFactory(), days=8)
    listing.asked_at = timezone.now()
    listing.change_status("pending")
    assert ago(listing) < timedelta(minutes=1)
    assert listing.asked_at is None


def test_what_is_over_cannot_be_confirmed_and_can_be_told_so(client, ana):
    listing = silent_for(ListingFactory(lister=ana), days=8)
    Listing.objects.update(available_until=timezone.localdate() - timedelta(days=1))
    listing.refresh_from_db()
    assert not listing.can_be_confirmed
    with pytest.raises(StatusChangeRefused, match="last day has passed"):
        listing.confirm()
    assert ago(listing) > timedelta(days=7)


def test_a_tap_is_noted_for_whoever_keeps_the_card(client, ana):
    listing = silent_for(ListingFactory(lister=ana), days=8)
    line = ChangeLogEntry.objects.newest_id()
    client.post(reverse("listings:confirm"))
    assert [change.listings for change in ChangeLogEntry.objects.filter(pk__gt=line)] == [
        [listing.pk]
    ]


# What others see --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/listings/", "/listings/{}/", "/listings/{}/card/", "/"])
def test_it_says_since_when_it_is_known_to_stand(client, path):
    listing = silent_for(ListingFactory(), hours=50)
    html = client.get(path.format(listing.pk)).content.decode()
    day = timezone.localtime(listing.confirmed_at)
    moment = re.search(r'Confirmed <relative-time><time datetime="([^"]+)">([^<]+)</time>', html)
    assert moment[1] == day.isoformat(timespec="microseconds")
    # Without scripts the day, which is true however old the page is.
    assert moment[2] == f"{day:%b} {day.day}"


@pytest.mark.parametrize("fields", [{"status": "taken"}, {"source": "uci", "source_id": "1"}])
def test_of_what_is_gone_or_imported_nobody_says_that_it_stands(client, fields):
    listing = ListingFactory(**fields)
    assert b"Confirmed" not in client.get(listing.get_absolute_url()).content


def test_whoever_edits_it_knows_that_it_stands(client, ana):
    listing = silent_for(ListingFactory(lister=ana), days=8)
    url = reverse("listings:edit", args=[listing.pk], query={"step": "money"})
    client.post(url, {"rent": "900"})
    assert ago(listing) < timedelta(minutes=1)
