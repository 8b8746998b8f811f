"""The link in an email with which listers confirm a listing without logging in."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from listings.expiry import links
from listings.models import Listing
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    return ListingFactory(
        title="Sunny loft on Foster",
        confirmed_at=timezone.now() - timedelta(days=8),
        asked_at=timezone.now() - timedelta(days=1),
    )


def path_of(listing) -> str:
    return links.confirmation_link(listing).removeprefix("http://localhost:8000")


def hide(listing):
    Listing.objects.filter(pk=listing.pk).update_and_record(status="expired")


def age(listing) -> timedelta:
    listing.refresh_from_db()
    return timezone.now() - listing.confirmed_at


def test_opening_the_link_changes_nothing(client, listing):
    for method in (client.get, client.head, client.get):
        response = method(path_of(listing))
        assert response.status_code == 200
    assert "Yes, still available" in response.text
    assert "no-store" in response["Cache-Control"]
    assert age(listing) > timedelta(days=7)


def test_button_confirms_without_a_login(client, listing):
    path = path_of(listing)
    text = client.post(path, {"answer": "yes"}, follow=True).text
    assert age(listing) < timedelta(minutes=1)
    assert listing.asked_at is None
    assert "Confirmed" in text
    assert "Yes, still available" not in text


def test_answer_needs_a_csrf_token(listing):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_of(listing), {"answer": "yes"}).status_code == 403
    assert age(listing) > timedelta(days=7)


def test_listing_can_be_marked_as_taken(client, listing):
    text = client.post(path_of(listing), {"answer": "taken"}, follow=True).text
    listing.refresh_from_db()
    assert listing.status == "taken"
    assert "Marked as taken" in text


def test_expired_listing_is_brought_back(client, listing):
    path = path_of(listing)
    hide(listing)
    assert "bring it back" in client.get(path).text
    client.post(path, {"answer": "yes"})
    listing.refresh_from_db()
    assert listing.status == "published"


def test_ended_listing_leads_to_its_dates(client, listing):
    path = path_of(listing)
    yesterday = timezone.localdate() - timedelta(days=1)
    Listing.objects.update_and_record(available_until=yesterday, status="expired")
    assert f"/listings/{listing.pk}/edit/?step=dates" in client.get(path).text
    text = client.post(path, {"answer": "yes"}, follow=True).text
    listing.refresh_from_db()
    assert listing.status == "expired"
    assert "last day has passed" in text


@pytest.mark.parametrize("answer", ["yes", "taken"])
def test_link_works_only_until_answered(client, listing, answer):
    path = path_of(listing)
    listing.confirm()
    listing.change_status("pending")
    said = listing.confirmed_at
    assert client.post(path, {"answer": answer}, follow=True).status_code == 200
    listing.refresh_from_db()
    assert (listing.status, listing.confirmed_at) == ("pending", said)


def test_older_link_does_not_answer_a_newer_question(client, listing):
    path = path_of(listing)
    listing.confirm()
    weeks_later = timezone.now() - timedelta(days=9)
    Listing.objects.update_and_record(confirmed_at=weeks_later, status="expired")
    client.post(path, {"answer": "yes"})
    listing.refresh_from_db()
    assert (listing.status, listing.confirmed_at) == ("expired", weeks_later)
    assert "no longer works" in client.get(path).text


@pytest.mark.parametrize("answer", ["", "no", "draft", "x" * 10_000])
def test_unknown_answer_is_ignored(client, listing, answer):
    assert client.post(path_of(listing), {"answer": answer}).status_code == 200
    assert age(listing) > timedelta(days=7)


def test_link_expires(client, listing, monkeypatch):
    path = path_of(listing)
    monkeypatch.setattr(links, "MAX_AGE", timedelta(seconds=-1))
    response = client.get(path)
    assert response.status_code == 404
    assert "/listings/mine/" in response.text
    client.post(path, {"answer": "yes"})
    assert age(listing) > timedelta(days=7)


@pytest.mark.parametrize("change", [lambda path: path[:-3] + "x/", lambda path: path + "%00/"])
def test_forged_link_is_invalid(client, listing, change):
    path = change(path_of(listing))
    assert client.get(path).status_code == 404
    assert client.post(path, {"answer": "yes"}, follow=True).status_code == 404
    assert age(listing) > timedelta(days=7)


def test_token_signed_for_another_purpose_is_invalid(client, listing):
    token = signing.TimestampSigner(salt="another").sign_object([listing.pk, ""])
    assert client.get(f"/listings/confirm/{token}/").status_code == 404


def test_link_of_a_closed_account_is_invalid(client, listing):
    path = path_of(listing)
    listing.lister.is_active = False
    listing.lister.save()
    assert client.get(path).status_code == 404


def test_page_shows_only_public_facts(client):
    listing = ListingFactory(address="917 Foster St", unit_number="4Q")
    text = client.get(path_of(listing)).text
    assert "Foster St" in text
    assert "917" not in text
