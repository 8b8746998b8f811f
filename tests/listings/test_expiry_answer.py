"""The link in a mail with which a lister speaks for a place, without logging in."""

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
    Listing.objects.filter(pk=listing.pk).update(status="expired")


def age(listing) -> timedelta:
    listing.refresh_from_db()
    return timezone.now() - listing.confirmed_at


def test_reading_the_link_changes_nothing_however_often(client, listing):
    for method in (client.get, client.head, client.get):
        response = method(path_of(listing))
        assert response.status_code == 200
    assert "Yes, still available" in response.text
    assert "no-store" in response["Cache-Control"]
    assert age(listing) > timedelta(days=7)


def test_one_press_confirms_it_without_a_login(client, listing):
    path = path_of(listing)
    text = client.post(path, {"answer": "yes"}, follow=True).text
    assert age(listing) < timedelta(minutes=1)
    assert listing.asked_at is None
    assert "Confirmed" in text
    assert "Yes, still available" not in text


def test_the_button_is_safe_from_other_sites(listing):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_of(listing), {"answer": "yes"}).status_code == 403
    assert age(listing) > timedelta(days=7)


def test_it_can_be_said_to_be_taken(client, listing):
    text = client.post(path_of(listing), {"answer": "taken"}, follow=True).text
    listing.refresh_from_db()
    assert listing.status == "taken"
    assert "Marked as taken" in text


def test_it_brings_back_what_silence_has_hidden(client, listing):
    path = path_of(listing)
    hide(listing)
    assert "bring it back" in client.get(path).text
    client.post(path, {"answer": "yes"})
    listing.refresh_from_db()
    assert listing.status == "published"


def test_what_is_over_is_sent_to_its_dates(client, listing):
    path = path_of(listing)
    yesterday = timezone.localdate() - timedelta(days=1)
    Listing.objects.update(available_until=yesterday, status="expired")
    assert f"/listings/{listing.pk}/edit/?step=dates" in client.get(path).text
    text = client.post(path, {"answer": "yes"}, follow=True).text
    listing.refresh_from_db()
    assert listing.status == "expired"
    assert "last day has passed" in text


@pytest.mark.parametrize("answer", ["yes", "taken"])
def test_an_answered_question_is_answered_once(client, listing, answer):
    path = path_of(listing)
    listing.confirm()
    listing.change_status("pending")
    said = listing.confirmed_at
    assert client.post(path, {"answer": answer}, follow=True).status_code == 200
    listing.refresh_from_db()
    assert (listing.status, listing.confirmed_at) == ("pending", said)


def test_the_link_of_an_older_question_answers_no_later_one(client, listing):
    path = path_of(listing)
    listing.confirm()
    weeks_later = timezone.now() - timedelta(days=9)
    Listing.objects.update(confirmed_at=weeks_later, status="expired")
    client.post(path, {"answer": "yes"})
    listing.refresh_from_db()
    assert (listing.status, listing.confirmed_at) == ("expired", weeks_later)
    assert "done its work" in client.get(path).text


@pytest.mark.parametrize("answer", ["", "no", "draft", "x" * 10_000])
def test_any_other_answer_is_none(client, listing, answer):
    assert client.post(path_of(listing), {"answer": answer}).status_code == 200
    assert age(listing) > timedelta(days=7)


def test_it_grows_old(client, listing, monkeypatch):
    path = path_of(listing)
    monkeypatch.setattr(links, "MAX_AGE", timedelta(seconds=-1))
    response = client.get(path)
    assert response.status_code == 404
    assert "/listings/mine/" in response.text
    client.post(path, {"answer": "yes"})
    assert age(listing) > timedelta(days=7)


@pytest.mark.parametrize("change", [lambda path: path[:-3] + "x/", lambda path: path + "%00/"])
def test_a_link_that_is_not_ours_is_none(client, listing, change):
    path = change(path_of(listing))
    assert client.get(path).status_code == 404
    assert client.post(path, {"answer": "yes"}, follow=True).status_code == 404
    assert age(listing) > timedelta(days=7)


def test_what_we_signed_for_something_else_is_no_link(client, listing):
    token = signing.TimestampSigner(salt="another").sign_object([listing.pk, ""])
    assert client.get(f"/listings/confirm/{token}/").status_code == 404


def test_a_link_of_whose_account_is_closed_answers_nothing(client, listing):
    path = path_of(listing)
    listing.lister.is_active = False
    listing.lister.save()
    assert client.get(path).status_code == 404


def test_it_shows_no_more_of_the_place_than_everyone_sees(client):
    listing = ListingFactory(address="917 Foster St", unit_number="4Q")
    text = client.get(path_of(listing)).text
    assert "Foster St" in text
    assert "917" not in text
