"""The number beside each choice, and suggestions for a search without results."""

import re

import pytest
from django.http import QueryDict

from listings.search import facets
from listings.search.form import SearchForm
from listings.search.matching import matching
from tests.support.factories import ListingFactory, UserFactory, add_amenities

pytestmark = pytest.mark.django_db


def counts(query: str = "") -> dict[str, int]:
    search = SearchForm(QueryDict(query)).search
    found = facets.facets_of(search, change_log_position=0).choices.values()
    return {f"{facet.name}={facet.value}": facet.count for facet in found}


@pytest.fixture
def places():
    made = [
        ListingFactory(space="room", bedrooms=4, furnished=True, lease_kind="sublet"),
        ListingFactory(space="room", bedrooms=2, pets=True, lister=UserFactory()),
        ListingFactory(space="entire", bedrooms=0, rent=150_000, bathrooms=2, utilities=0),
    ]
    for listing, slugs in zip(
        made, (["gym", "desk"], ["gym", "bike-storage"], ["storage"]), strict=True
    ):
        add_amenities(listing, *slugs)


@pytest.mark.parametrize(
    "query",
    ["", "max_rent=1000", "kind=room", "kind=sublet&amenity=gym", "bedrooms=2", "furnished=1",
     "pets=1&amenity=gym", "utilities=1", "q=noyes", "bathrooms=2"],
)  # fmt: skip
def test_choice_counts_equal_search_results(places, query):
    for choice, count in counts(query).items():
        name, _, value = choice.partition("=")
        asked = QueryDict(query, mutable=True)
        if name == "amenity":
            asked.appendlist(name, value)
        else:
            asked[name] = value
        search = SearchForm(asked).search
        assert count == matching(search).count(), choice


def test_facets_take_one_query_and_are_cached(places, django_assert_num_queries):
    with django_assert_num_queries(1):
        counts("kind=room")
    with django_assert_num_queries(0):
        counts("kind=room&sort=cheapest")


@pytest.mark.parametrize("query", ["", "kind=room", "kind=room&amenity=gym", "max_rent=100"])
@pytest.mark.parametrize("most", [2, 3, 1000])
def test_result_count_is_known_unless_more_rows_would_be_read(places, monkeypatch, query, most):
    monkeypatch.setattr(facets, "MAX_READ", most)
    search = SearchForm(QueryDict(query)).search
    rest, count = matching(search.without("kind", "amenity")), matching(search)[:most].count()
    found = facets.facets_of(search, change_log_position=0).found
    assert found == count or (found is None and rest.count() >= most)
    assert most < 1000 or found is not None


def test_change_is_counted_at_once(places, client):
    assert "<strong>3</strong> places" in client.get("/listings/").content.decode()
    ListingFactory()
    assert "<strong>4</strong> places" in client.get("/listings/").content.decode()


def test_of_very_many_only_some_are_counted(places, monkeypatch):
    monkeypatch.setattr(facets, "MAX_READ", 2)
    search = SearchForm(QueryDict("")).search
    found = facets.facets_of(search, change_log_position=0).choices.values()
    assert {facet.is_capped for facet in found if facet.count} == {True}
    assert {facet.is_capped for facet in found if not facet.count} == {False}


def test_page_shows_facets_and_htmx_updates_them(places, client):
    page = client.get("/listings/", {"max_rent": "1000"}).content.decode()
    assert re.search(r'id="facet-kind-room">\s*2<', page)
    headers = {"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "search"}
    part = client.get("/listings/", {"max_rent": "1000"}, headers=headers).content.decode()
    assert re.search(r'id="facet-kind-room" hx-swap-oob="true">\s*2<', part)


def test_empty_results_name_the_most_restrictive_filter(places, client):
    page = client.get("/listings/", {"max_rent": 100, "furnished": 1}).content.decode()
    assert "Without “Up to $100” there is <strong>1 place</strong>" in page
    page = client.get("/listings/", {"q": "castle", "kind": "room"}).content.decode()
    assert "Without “castle” there are <strong>2 places</strong>" in page
    page = client.get("/listings/", {"q": "castle", "max_rent": 100}).content.decode()
    assert "More than one of your filters is in the way" in page


def test_words_with_results_take_no_extra_query(client, django_assert_max_num_queries):
    ListingFactory(address="917 Noyes St")
    with django_assert_max_num_queries(10) as plain:
        client.get("/listings/")
    with django_assert_max_num_queries(len(plain)):
        assert "<strong>1</strong> place" in client.get("/listings/?q=noyes").content.decode()
