"""Saving a listing, and the page of saved listings."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.utils import timezone

from listings.models import Listing, SavedListing
from tests.support.factories import (
    PASSWORD,
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    UserFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
SAVED = "/listings/saved/"


def saves(user, listing) -> int:
    return SavedListing.objects.filter(user=user, listing=listing).count()


def save(client, listing, data=None, **headers):
    return client.post(f"/listings/{listing.pk}/save/", data or {}, **headers)


# Which are saved ------------------------------------------------------------------------------


def test_saved_ids_are_those_that_the_viewer_saved(django_assert_num_queries):
    ana = VerifiedStudentFactory()
    mine, _not_shown = SavedListingFactory.create_batch(2, user=ana)
    others = SavedListingFactory()
    shown = [mine.listing, others.listing, ListingFactory()]
    with django_assert_num_queries(1):
        assert SavedListing.objects.saved_ids(ana, shown) == {mine.listing_id}


def test_saved_ids_of_a_visitor_take_no_query(django_assert_num_queries):
    listing = ListingFactory()
    with django_assert_num_queries(0):
        assert SavedListing.objects.saved_ids(AnonymousUser(), [listing]) == set()


# The heart ------------------------------------------------------------------------------------


def test_heart_toggles_the_saved_state(client, ana):
    listing = ListingFactory()
    save(client, listing)
    assert saves(ana, listing) == 1
    save(client, listing)
    assert saves(ana, listing) == 0


def test_repeated_save_is_one_save(client, ana):
    listing = ListingFactory()
    for on, count in [("1", 1), ("1", 1), ("0", 0), ("0", 0)]:
        assert save(client, listing, {"on": on}).status_code == 302
        assert saves(ana, listing) == count


def test_htmx_request_gets_the_heart_alone(client, ana):
    listing = ListingFactory()
    html = save(client, listing, {"on": "1"}, HTTP_HX_REQUEST="true").content.decode()
    assert html.strip().startswith("<form")
    assert 'aria-pressed="true"' in html
    assert 'name="on" value="0"' in html
    html = save(client, listing, {"on": "0"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'aria-pressed="false"' in html


def test_plain_form_redirects_back(client, ana):
    listing = ListingFactory()
    response = save(client, listing, HTTP_REFERER="http://testserver/listings/?q=loft")
    assert response.url == "/listings/?q=loft"
    assert save(client, listing, {"next": "/"}).url == "/"
    assert save(client, listing).url == listing.get_absolute_url()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:1",
        "http://testserver//evil.example",
        "1,2",
    ],
)
def test_redirect_never_leads_to_another_site(client, ana, elsewhere):
    listing = ListingFactory()
    assert save(client, listing, {"next": elsewhere}).url == listing.get_absolute_url()
    response = save(client, listing, HTTP_REFERER=elsewhere)
    assert response.url == listing.get_absolute_url()


def test_get_requests_and_drafts_of_others_are_refused(client, ana):
    assert client.get(f"/listings/{ListingFactory().pk}/save/").status_code == 405
    draft = ListingFactory(status=Listing.Status.DRAFT)
    assert save(client, draft).status_code == 404
    assert client.post("/listings/999999/save/").status_code == 404


def test_save_needs_a_csrf_token(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    listing = ListingFactory()
    assert save(client, listing).status_code == 403
    assert saves(ana, listing) == 0


# Visitors -------------------------------------------------------------------------------------


def test_listing_is_saved_after_the_visitor_logs_in(client):
    ben, listing = UserFactory(), ListingFactory()
    response = save(client, listing, HTTP_REFERER="http://testserver/listings/?q=loft")
    assert response.url == "/accounts/login/?next=/listings/%3Fq%3Dloft"
    done = client.post(response.url, {"login": ben.email, "password": PASSWORD})
    assert done.url == "/listings/?q=loft"
    assert saves(ben, listing) == 1
    assert "You’re logged in, and the place is saved." in client.get(done.url).text


def test_login_page_says_once_why(client):
    login = save(client, ListingFactory()).url
    why = "Log in or sign up to save this place. We’ll save it as soon as you’re logged in."
    assert why in client.get(login).text
    assert why not in client.get(login).text


def test_htmx_request_of_a_visitor_is_redirected_to_log_in(client):
    listing = ListingFactory()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/listings/"}
    response = save(client, listing, headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=/listings/"


def test_pending_save_happens_once(client):
    ben, listing = UserFactory(), ListingFactory()
    save(client, listing)
    client.force_login(ben)
    SavedListing.objects.all().delete()
    client.force_login(ben)
    assert saves(ben, listing) == 0


def test_login_succeeds_when_the_listing_is_gone(client):
    listing = ListingFactory()
    save(client, listing)
    listing.delete()
    client.force_login(UserFactory())
    assert client.get(SAVED).status_code == 200


# The page -------------------------------------------------------------------------------------


def places_in(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-listing="(\d+)"', html)]


def test_saved_listings_are_listed_last_saved_first(client, ana):
    first, second = SavedListingFactory.create_batch(2, user=ana)
    SavedListingFactory()
    earlier = timezone.now() - timedelta(days=1)
    SavedListing.objects.filter(pk=first.pk).update(saved_at=earlier)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == [second.listing_id, first.listing_id]
    assert html.count('aria-pressed="true"') == 2


def test_later_saves_of_others_do_not_change_the_order(client, ana):
    first, second = SavedListingFactory.create_batch(2, user=ana)
    SavedListingFactory(listing=first.listing)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == [second.listing_id, first.listing_id]


def test_taken_listing_stays_in_the_list_struck_out(client, ana):
    listing = ListingFactory(status=Listing.Status.TAKEN)
    SavedListingFactory(user=ana, listing=listing)
    html = client.get(SAVED).content.decode()
    assert "saved-gone" in html
    assert "badge-taken" in html


def test_drafts_are_not_shown(client, ana):
    listing = ListingFactory(status=Listing.Status.DRAFT)
    SavedListingFactory(user=ana, listing=listing)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == []
    assert "Nothing saved yet" in html


def test_visitor_logs_in_first(client):
    assert client.get(SAVED).url == f"/accounts/login/?next={SAVED}"


@pytest.mark.parametrize("page", ["2", "99", "x", "-1"])
def test_page_number_out_of_range_shows_the_nearest_page(client, ana, page):
    SavedListingFactory(user=ana)
    assert client.get(SAVED, {"page": page}).status_code == 200


def test_number_of_queries_is_fixed(client, ana, django_assert_max_num_queries):
    """Session, user, unread messages, alerts, count, listings, photos."""
    for saved in SavedListingFactory.create_batch(6, user=ana):
        PhotoFactory.create_batch(2, listing=saved.listing)
    with django_assert_max_num_queries(7):
        client.get(SAVED)


def test_concurrent_saves_and_removals_are_no_error(transactional_db):
    person, listing = UserFactory(), ListingFactory()

    def press(on):
        tab = Client()
        tab.force_login(person)
        try:
            url = f"/listings/{listing.pk}/save/"
            return {tab.post(url, {"on": on}).status_code for _ in range(10)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, "1010")) == [{302}] * 4
