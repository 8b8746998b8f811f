"""Saving a search, and the page of saved searches."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.alerts import matching
from listings.models import Listing, SavedSearch
from listings.search import matching as search_matching
from listings.search import saving
from listings.search.form import read_search
from listings.search.spelling import corrected
from tests.support.factories import (
    PASSWORD,
    ListingFactory,
    SavedSearchFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/listings/searches/"
HTMX = {"HX-Request": "true"}


def save(client, query, **headers):
    return client.post(PAGE, {"query": query}, headers=headers)


# The button -----------------------------------------------------------------------------------


def test_query_is_saved_in_its_canonical_form(client, ana):
    save(client, "sort=cheapest&max_rent=$900&kind=room&after=abc&unknown=1&max_walk=9")
    [kept] = ana.saved_searches.all()
    assert kept.query == "max_rent=900&kind=room"
    assert (kept.name, kept.alert_frequency) == ("Up to $900, Room", "now")
    assert read_search(kept.query).query() == kept.query


def test_htmx_request_gets_the_saved_button(client, ana):
    page = client.get("/listings/?kind=room").text
    assert "Save search" in page
    assert "We’ll tell you about new matches at once" in save(client, "kind=room", **HTMX).text
    page = client.get("/listings/?kind=room&sort=cheapest").text
    assert "Save search" not in page
    assert "We’ll tell you about new matches at once" in page
    assert "Save search" in client.get("/listings/?kind=entire").text


def test_plain_form_redirects_to_the_saved_searches(client, ana):
    assert save(client, "kind=room").url == PAGE


def test_equal_search_is_saved_once(client, ana):
    for query in ("kind=room&pets=1", "pets=yes&kind=room&sort=closest"):
        save(client, query)
    assert ana.saved_searches.count() == 1


def test_search_without_filters_is_not_saved(client, ana):
    assert "Save search" not in client.get("/listings/").text
    assert "Choose at least one filter" in save(client, "sort=cheapest", **HTMX).text
    save(client, "")
    assert "Choose at least one filter" in client.get(PAGE).text
    assert not ana.saved_searches.exists()


def test_number_of_saved_searches_is_limited(client, ana, monkeypatch):
    monkeypatch.setattr(saving, "MAX_PER_USER", 1)
    save(client, "kind=room")
    assert "You can save 1 searches at most" in save(client, "pets=1", **HTMX).text
    assert ana.saved_searches.count() == 1
    assert "We’ll tell you" in save(client, "kind=room", **HTMX).text


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 10_000, "bounds=1&near=mars", "%FF=%ED"])
def test_unreadable_query_is_not_saved(client, ana, query):
    assert save(client, query, **HTMX).status_code == 200
    assert not ana.saved_searches.exists()


def test_long_search_has_a_short_name(client, ana):
    query = f"q={'loft+' * 30}&kind=room&kind=entire&near=tech&near=kellogg&max_walk=10"
    save(client, query)
    assert len(ana.saved_searches.get().name) <= 80


# Visitors -------------------------------------------------------------------------------------


def test_search_is_saved_after_the_visitor_logs_in(client):
    ben = UserFactory()
    response = save(client, "kind=room&sort=cheapest")
    assert response.url == "/accounts/login/?next=/listings/%3Fkind%3Droom"
    done = client.post(response.url, {"login": ben.email, "password": PASSWORD})
    assert done.url == "/listings/?kind=room"
    assert ben.saved_searches.get().query == "kind=room"
    assert "We’ll tell you about new matches at once" in client.get(done.url).text


def test_login_page_says_once_why(client):
    login = save(client, "kind=room").url
    why = "Log in or sign up to save this search. We’ll save it as soon as you’re logged in."
    assert why in client.get(login).text
    assert why not in client.get(login).text


def test_htmx_request_of_a_visitor_is_redirected_to_log_in(client):
    response = save(client, "kind=room", **HTMX)
    assert response["HX-Redirect"] == "/accounts/login/?next=/listings/%3Fkind%3Droom"


def test_login_succeeds_when_the_limit_is_reached(client, monkeypatch):
    monkeypatch.setattr(saving, "MAX_PER_USER", 0)
    save(client, "kind=room")
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code == 200


# The page -------------------------------------------------------------------------------------


def test_page_shows_chips_and_counts(client, ana):
    SavedSearchFactory(user=ana, name="Cheap rooms", query="max_rent=900&kind=room")
    SavedSearchFactory(name="Of another")
    ListingFactory(rent=80_000)
    ListingFactory(rent=80_000, status="draft")
    page = client.get(PAGE).text
    assert "Of another" not in page
    for words in ("Cheap rooms", "Up to $900", "<strong>1</strong> place now"):
        assert words in page
    assert 'href="/listings/?max_rent=900&amp;kind=room"' in page


def test_empty_page_explains_how_to_save(client, ana):
    assert "Save search" in client.get(PAGE).text


def test_name_and_alert_frequency_can_be_changed(client, ana):
    kept = SavedSearchFactory(user=ana)
    path = f"{PAGE}{kept.pk}/"
    answer = client.post(
        path, {"name": "  Near  Tech ", "alert_frequency": "daily"}, headers=HTMX
    ).text
    assert re.search(r'value="daily" selected', answer)
    kept.refresh_from_db()
    assert (kept.name, kept.alert_frequency, kept.query) == ("Near Tech", "daily", "kind=room")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " ", "alert_frequency": "now"}, "Give it a name"),
        ({"name": "x" * 81, "alert_frequency": "now"}, "at most 80 characters"),
        ({"name": "A", "alert_frequency": "hourly"}, "hourly is not one of the available choices"),
        ({"name": "A\x00", "alert_frequency": "now"}, "Null characters are not allowed"),
    ],
)
def test_invalid_change_is_an_error(client, ana, change, said):
    kept = SavedSearchFactory(user=ana, name="As it was", alert_frequency="daily")
    for headers in ({}, HTMX):
        answer = client.post(f"{PAGE}{kept.pk}/", change, headers=headers)
        assert said in answer.text
        kept.refresh_from_db()
        assert (kept.name, kept.alert_frequency) == ("As it was", "daily")


def test_saved_search_can_be_deleted(client, ana):
    kept = SavedSearchFactory(user=ana)
    assert client.post(f"{PAGE}{kept.pk}/delete/").url == PAGE
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("path", ["", "delete/"])
def test_saved_search_of_another_user_is_not_found(client, ana, path):
    theirs = SavedSearchFactory()
    url = f"{PAGE}{theirs.pk}/{path}"
    assert client.post(url, {"name": "mine", "alert_frequency": "never"}).status_code == 404
    assert client.get(url).status_code == 405
    assert SavedSearch.objects.get() == theirs
    client.logout()
    assert client.post(url).url.startswith("/accounts/login/")


def test_page_takes_one_count_per_search(client, ana, django_assert_max_num_queries):
    """Session, user, unread messages, alerts, searches; and one count for each."""
    for kind in ("kind=room", "kind=entire", "kind=sublet", "pets=1"):
        SavedSearchFactory(user=ana, query=kind)
    with django_assert_max_num_queries(5 + 4):
        client.get(PAGE)


# Matching a listing ---------------------------------------------------------------------------

ASKED = {
    "q": ["noyes", "tub"],
    "min_rent": ["500", "950"],
    "max_rent": ["949", "950", "2000"],
    "max_cost": ["1000", "1020"],
    "bedrooms": ["0", "1", "3"],
    "bathrooms": ["1", "2"],
    "kind": ["room", "entire", "sublet"],
    "available_from": ["2027-06-21", "2027-09-01"],
    "available_until": ["2027-08-28", "2028-06-01"],
    "furnished": ["1"],
    "pets": ["1"],
    "utilities": ["1"],
    "verified": ["1"],
    "amenity": ["gym"],
    "near": ["tech", "kellogg"],
    "max_walk": ["10", "15", "60"],
    "bounds": ["-87.69,42.05,-87.68,42.07", "-87.6,42,-87.5,43"],
}
PLACES = {
    "rent": [None, 95_000, 95_050, 300_000],
    "people": [1, 3],
    "utilities": [None, 0, 6_000],
    "bedrooms": [None, 0, 1, 3],
    "space": ["room", "entire"],
    "lease_kind": ["lease", "sublet"],
    "available_from": [None, date(2027, 6, 1), date(2027, 9, 1)],
    "available_until": [None, date(2027, 8, 31), date(2028, 8, 31)],
    "furnished": [True, False],
    "pets": [True, False],
    "latitude": [None, 42.0583, 42.07],
}
some = st.fixed_dictionaries({}, optional={name: st.sampled_from(ASKED[name]) for name in ASKED})
place = st.fixed_dictionaries({name: st.sampled_from(PLACES[name]) for name in PLACES})


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.lists(some, min_size=3, max_size=6), fields=place)
def test_prefiltered_matches_equal_search_results(ana, asked, fields):
    """Their columns narrow them down, and must mean the same as the search."""
    listing = ListingFactory(lister=ana, **fields)
    kept = [
        SavedSearchFactory(user=ana, query="&".join(f"{k}={v}" for k, v in one.items()))
        for one in asked
    ]
    listing = Listing.objects.get(pk=listing.pk)
    told = matching.match_few_listings({listing.pk: listing})
    for one in kept:
        search = corrected(read_search(one.query))
        finds = search_matching.matching(search).filter(pk=listing.pk).exists()
        assert finds == (one in told), one.query
