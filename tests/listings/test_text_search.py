"""Text search, which is the same on both databases."""

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from chat.models import Conversation
from listings.models import Amenity, Listing
from listings.search.form import SearchForm
from listings.search.matching import matching, sort
from listings.search.spelling import corrected
from tests.support.factories import ConversationFactory, ListingFactory

pytestmark = pytest.mark.django_db


def found(words: str, **more) -> list[str]:
    search = SearchForm(QueryDict(urlencode({"q": words} | more))).search
    return [listing.title for listing in sort(matching(corrected(search)), search)]


@pytest.fixture
def places():
    ListingFactory(
        title="Corner flat", description="Sunny and quiet.", address="1900 Sheridan Rd",
        space="entire", latitude=42.0485, longitude=-87.6830, bedrooms=2, furnished=True,
    )  # fmt: skip
    ListingFactory(
        title="Attic", description="Two bathrooms, one cat.", address="900 Noyes St",
        space="room", lease_kind="sublet", latitude=42.0583, longitude=-87.6833, bedrooms=4,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("sheridan road", ["Corner flat"]),
        ("Sheridan Rd", ["Corner flat"]),
        ("noyes", ["Attic"]),
        ("downtown", ["Corner flat"]),
        ("sublet", ["Attic"]),
        ("furnished apartment", ["Corner flat"]),
        ("rooms", ["Attic"]),
        ("4 bedroom", ["Attic"]),
        ("evanston", ["Attic", "Corner flat"]),
        ("the attic", ["Attic"]),
        ("the", ["Attic", "Corner flat"]),
        ("suble", ["Attic"]),
        ('"one cat"', ["Attic"]),
        ('"cat one"', []),
        ("evanston -cat", ["Corner flat"]),
        ("cat or sunny", ["Attic", "Corner flat"]),
        ("quiet cat or sunny", ["Corner flat"]),
        ("!!! & | :* -", ["Attic", "Corner flat"]),
        ("balcony", []),
    ],
)
def test_words_match_the_listers_text_and_the_keywords(places, words, titles):
    assert sorted(found(words)) == titles


@pytest.mark.parametrize(
    "words", ["sherdian rd", "shreidan", "SHERIDEN road", "dowtown", "corner sheriden"]
)
def test_misspelled_name_is_corrected(places, words):
    assert found(words) == ["Corner flat"]


@pytest.mark.parametrize("words", ["sherdian cat", "castle", "xqzvw", "cats sunny"])
def test_word_unlike_any_name_finds_nothing(places, words):
    assert found(words) == []


def test_word_that_listings_contain_is_not_corrected(places):
    ListingFactory(title="Sherdian's place", description="", address="900 Foster St")
    assert found("sherdian") == ["Sherdian's place"]


def test_words_match_amenities(client):
    ListingFactory(title="Gym below", amenity_words=Amenity.words(["gym", "doorman"]))
    ListingFactory(title="Plain")
    assert found("doorman") == ["Gym below"]


def test_house_number_finds_nothing(places):
    assert found("1900") == found("1900 sheridan") == []


def test_best_match_has_the_words_in_its_title():
    ListingFactory(title="Lake view", description="It is quiet.")
    ListingFactory(title="A quiet home", description="Close to the lake.")
    ListingFactory(title="Far away", description="No water.")
    assert found("lake", sort="best") == ["Lake view", "A quiet home"]
    assert found("lake") == found("lake", sort="newest") == ["A quiet home", "Lake view"]


def test_page_names_the_corrected_words(places, client):
    page = client.get("/listings/", {"q": "sherdian rd"}).content.decode()
    assert "No place matches “sherdian rd”. These match “Sheridan rd”." in page
    assert "These match" not in client.get("/listings/", {"q": "sheridan rd"}).content.decode()


def test_page_does_not_name_a_correction_without_results(client):
    ListingFactory(address="900 Sherman Ave")
    page = client.get("/listings/", {"q": "sherdian rd"}).content.decode()
    assert "These match" not in page
    assert "Without “sherdian rd” there is <strong>1 place" in page


def test_page_does_not_claim_results_that_a_filter_hides(places, client):
    page = client.get("/listings/", {"q": "sherdian rd", "max_rent": "1"}).content.decode()
    assert "No place matches “sherdian rd”. Others match “Sheridan rd”." in page


def test_search_document_is_never_loaded():
    listing = ListingFactory()
    assert Listing.objects.get().get_deferred_fields() == {"search_document"}
    conversation = ConversationFactory(listing=listing)
    ana = conversation.participants.first()
    for found in (Conversation.objects.for_user(ana).for_inbox(), ana.listings.all()):
        assert '"words"' not in str(found.query)


ATTACK = "q=qwzzx+vvkqj+zzqpw&min_rent=1&max_rent=2&bedrooms=3&bathrooms=3&near=tech&max_walk=1"
ATTACK += "&furnished=1&pets=1&verified=1&amenity=gym&amenity=desk&kind=room"


@pytest.mark.parametrize(("path", "most"), [("", 32), ("map.json", 10), ("feed.atom", 9)])
def test_spelling_is_corrected_once_per_search(
    client, places, django_assert_max_num_queries, path, most
):
    """Also if many filters could be removed."""
    client.get(f"/listings/{path}?q=another+unknown")
    with django_assert_max_num_queries(most):
        assert client.get(f"/listings/{path}?{ATTACK}").status_code == 200


def test_streets_are_loaded_once_for_many_searches(places, django_assert_max_num_queries):
    found("qwzzx")
    with django_assert_max_num_queries(4) as queries:
        found("vvkqj")
    assert not [
        query
        for query in queries.captured_queries
        if "DISTINCT" in query["sql"] or "RECURSIVE" in query["sql"]
    ]
