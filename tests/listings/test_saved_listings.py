"""Saving a place, and the page of what one saved."""

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


@pytest.fixture
def ana(client):
    user = VerifiedStudentFactory()
    client.force_login(user)
    return user


def saves(user, listing) -> int:
    return SavedListing.objects.filter(user=user, listing=listing).count()


def save(client, listing, data=None, **headers):
    return client.post(f"/listings/{listing.pk}/save/", data or {}, **headers)


# Which are saved ------------------------------------------------------------------------------


def test_ids_for_tells_which_of_the_shown_places_the_viewer_saved(django_assert_num_queries):
    ana = VerifiedStudentFactory()
    mine, _not_shown = SavedListingFactory.create_batch(2, user=ana)
    others = SavedListingFactory()
    shown = [mine.listing, others.listing, ListingFactory()]
    with django_assert_num_queries(1):
        assert SavedListing.objects.saved_ids(ana, shown) == {mine.listing_id}


def test_ids_for_a_visitor_asks_nothing(django_assert_num_queries):
    listing = ListingFactory()
    with django_assert_num_queries(0):
        assert SavedListing.objects.saved_ids(AnonymousUser(), [listing]) == set()


# The heart ------------------------------------------------------------------------------------


def test_pressing_the_heart_changes_it_over(client, ana):
    listing = ListingFactory()
    save(client, listing)
    assert saves(ana, listing) == 1
    save(client, listing)
    assert saves(ana, listing) == 0


def test_a_wish_said_twice_is_one_wish(client, ana):
    listing = ListingFactory()
    for on, count in [("1", 1), ("1", 1), ("0", 0), ("0", 0)]:
        assert save(client, listing, {"on": on}).status_code == 302
        assert saves(ana, listing) == count


def test_with_scripts_the_heart_comes_back_alone(client, ana):
    listing = ListingFactory()
    html = save(client, listing, {"on": "1"}, HTTP_HX_REQUEST="true").content.decode()
    assert html.strip().startswith("<form")
    assert 'aria-pressed="true"' in html
    assert 'name="on" value="0"' in html
    html = save(client, listing, {"on": "0"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'aria-pressed="false"' in html


def test_without_scripts_one_is_back_where_one_was(client, ana):
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
def test_it_sends_nobody_to_another_site(client, ana, elsewhere):
    listing = ListingFactory()
    assert save(client, listing, {"next": elsewhere}).url == listing.get_absolute_url()
    response = save(client, listing, HTTP_REFERER=elsewhere)
    assert response.url == listing.get_absolute_url()


def test_it_refuses_get_and_strangers_drafts(client, ana):
    assert client.get(f"/listings/{ListingFactory().pk}/save/").status_code == 405
    draft = ListingFactory(status=Listing.Status.DRAFT)
    assert save(client, draft).status_code == 404
    assert client.post("/listings/999999/save/").status_code == 404


def test_it_refuses_a_post_of_another_site(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    listing = ListingFactory()
    assert save(client, listing).status_code == 403
    assert saves(ana, listing) == 0


# Visitors -------------------------------------------------------------------------------------


def test_a_visitor_logs_in_and_then_it_is_saved(client):
    ben, listing = UserFactory(), ListingFactory()
    response = save(client, listing, HTTP_REFERER="http://testserver/listings/?q=loft")
    assert response.url == "/accounts/login/?next=/listings/%3Fq%3Dloft"
    done = client.post(response.url, {"login": ben.email, "password": PASSWORD})
    assert done.url == "/listings/?q=loft"
    assert saves(ben, listing) == 1
    assert "You’re logged in, and the place is saved." in client.get(done.url).text


def test_the_login_says_once_why_a_visitor_is_there(client):
    login = save(client, ListingFactory()).url
    why = "Log in or sign up to save this place. We’ll save it as soon as you’re logged in."
    assert why in client.get(login).text
    assert why not in client.get(login).text


def test_a_visitor_with_scripts_is_led_to_log_in(client):
    listing = ListingFactory()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/listings/"}
    response = save(client, listing, headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=/listings/"


def test_what_was_wanted_is_saved_once_only(client):
    ben, listing = UserFactory(), ListingFactory()
    save(client, listing)
    client.force_login(ben)
    SavedListing.objects.all().delete()
    client.force_login(ben)
    assert saves(ben, listing) == 0


def test_what_has_gone_meanwhile_does_not_stop_a_log_in(client):
    listing = ListingFactory()
    save(client, listing)
    listing.delete()
    client.force_login(UserFactory())
    assert client.get(SAVED).status_code == 200


# The page -------------------------------------------------------------------------------------


def places_in(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-listing="(\d+)"', html)]


def test_it_lists_my_places_the_newest_saved_first(client, ana):
    first, second = SavedListingFactory.create_batch(2, user=ana)
    SavedListingFactory()
    earlier = timezone.now() - timedelta(days=1)
    SavedListing.objects.filter(pk=first.pk).update(saved_at=earlier)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == [second.listing_id, first.listing_id]
    assert html.count('aria-pressed="true"') == 2


def test_a_place_that_others_saved_later_keeps_my_order(client, ana):
    first, second = SavedListingFactory.create_batch(2, user=ana)
    SavedListingFactory(listing=first.listing)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == [second.listing_id, first.listing_id]


def test_what_is_taken_stays_in_the_list_struck_out(client, ana):
    listing = ListingFactory(status=Listing.Status.TAKEN)
    SavedListingFactory(user=ana, listing=listing)
    html = client.get(SAVED).content.decode()
    assert "saved-gone" in html
    assert "badge-taken" in html


def test_what_its_lister_took_back_to_a_draft_is_not_shown(client, ana):
    listing = ListingFactory(status=Listing.Status.DRAFT)
    SavedListingFactory(user=ana, listing=listing)
    html = client.get(SAVED).content.decode()
    assert places_in(html) == []
    assert "Nothing saved yet" in html


def test_a_visitor_logs_in_first(client):
    assert client.get(SAVED).url == f"/accounts/login/?next={SAVED}"


@pytest.mark.parametrize("page", ["2", "99", "x", "-1"])
def test_a_page_that_does_not_exist_is_the_nearest_one(client, ana, page):
    SavedListingFactory(user=ana)
    assert client.get(SAVED, {"page": page}).status_code == 200


def test_it_makes_a_fixed_number_of_queries(client, ana, django_assert_max_num_queries):
    """Session, person, unread messages, alerts, count, places, photos: however many places."""
    for saved in SavedListingFactory.create_batch(6, user=ana):
        PhotoFactory.create_batch(2, listing=saved.listing)
    with django_assert_max_num_queries(7):
        client.get(SAVED)


def test_tabs_that_save_and_forget_at_once_harm_nobody(transactional_db):
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
