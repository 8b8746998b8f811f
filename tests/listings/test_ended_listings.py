"""A listing has ended once its last day has passed, before `expire_listings` runs."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.models import Alert, ChangeLogEntry, Listing
from tests.support.factories import ListingFactory, SavedListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return VerifiedStudentFactory()


@pytest.fixture
def over(ana):
    """Its last day was yesterday; in its row it is open."""
    return ListingFactory(
        lister=ana,
        title="Attic with a slanted roof",
        available_from=day(-90),
        available_until=day(-1),
        latitude=42.0558,
        longitude=-87.6772,
    )


def day(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.parametrize(
    "path", ["/", "/listings/", "/listings/map.json", "/listings/feed.atom", "/sitemap-places.xml"]
)
def test_ended_listing_is_not_found(client, over, path):
    url = over.get_absolute_url()
    assert url not in client.get(path).text
    Listing.objects.filter(pk=over.pk).update_and_record(available_until=day(0))
    assert url in client.get(path).text


def test_ended_listing_does_not_count_in_rent_comparisons(over):
    other = ListingFactory(latitude=over.latitude, longitude=over.longitude)
    assert not Listing.objects.similar_to(other)
    assert not Listing.objects.comparable_to(other, "rent_per_person")


def test_page_says_expired_and_has_no_contact_button(client, over):
    client.force_login(VerifiedStudentFactory())
    text = client.get(over.get_absolute_url()).text
    assert "Its last day has passed." in text
    assert 'data-status="expired"' in text
    assert "schema.org/InStock" not in text
    assert "Message the lister" not in text
    assert client.post(f"{over.get_absolute_url()}contact/").url == over.get_absolute_url()


def test_cached_card_says_expired_from_midnight_on(client, monkeypatch):
    mark = SavedListingFactory(listing__available_until=day(0))
    client.force_login(mark.user)
    assert "Expired" not in client.get("/listings/saved/").text
    tomorrow = day(1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert "Expired" in client.get("/listings/saved/").text


def test_lister_can_mark_it_as_taken(client, ana, over):
    client.force_login(ana)
    text = client.get("/listings/mine/?status=expired").text
    assert over.title in text
    assert "The last day has passed. Choose a later one." in text
    assert [tab["status"] for tab in client.get("/listings/mine/").context["tabs"]] == [
        "",
        "expired",
    ]
    assert [change["status"] for change in over.status_buttons()] == ["published", "taken", "draft"]


def test_later_last_day_brings_it_back_as_new(over):
    line = ChangeLogEntry.objects.newest_id()
    over.available_until = day(30)
    over.save_and_record()
    assert over.is_open
    assert ChangeLogEntry.objects.appeared_after(line) == {over.pk}


def test_ended_listing_has_no_alert(over):
    reader = VerifiedStudentFactory()
    Alert.objects.create(user=reader, listing=over)
    assert not reader.alerts.unseen()


def test_next_run_still_sends_the_email(over, mailoutbox, capsys):
    call_command("expire_listings")
    assert "has passed" in mailoutbox[0].body
