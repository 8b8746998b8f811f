"""The pages that show many listings: home, browse with its fragments, the feed."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from listings.models import Listing
from listings.pagination import PAGE_SIZE, read_cursor
from listings.search.quarter_stays import next_stays
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
BROWSE = "/listings/"
PAGES = ["/", "/listings/", "/listings/map.json", "/listings/feed.atom"]
CARD = re.compile(r'class="card" data-listing="(\d+)"')
MORE = re.compile(r'href="(/listings/\?[^"]*after=[^"]+)"')


def cards(response) -> list[int]:
    return [int(pk) for pk in CARD.findall(response.content.decode())]


def walk_through(client, url) -> list[int]:
    """The ids of every page, following "Show more"."""
    seen = []
    while url:
        response = client.get(url)
        seen += cards(response)
        link = MORE.search(response.content.decode())
        url = link and link[1].replace("&amp;", "&")
    return seen


@pytest.mark.parametrize("url", PAGES)
def test_unpublished_listings_are_never_shown(client, url):
    ListingFactory(title="Shown one")
    for status in ("draft", "pending", "taken", "expired"):
        ListingFactory(title=f"Hidden {status}", street="", status=status, rent=123_400)
    text = client.get(url).content.decode()
    assert "1,234" not in text
    assert "123400" not in text
    assert "Hidden" not in text
    assert "950" in text


@pytest.mark.parametrize("url", [*PAGES, "/listings/1/card/"])
def test_exact_location_never_leaks(client, url):
    ListingFactory(
        pk=1,
        address="917 Noyes St",
        unit_number="Rear 3G",
        latitude=42.058123,
        longitude=-87.683123,
    )
    text = client.get(url).content.decode()
    for secret in ("42.058123", "-87.683123", "917 ", "Rear"):
        assert secret not in text


@pytest.mark.parametrize("url", PAGES)
def test_post_request_is_refused(client, url):
    assert client.post(url).status_code in (403, 405)


def test_invalid_value_is_an_error_beside_its_field(client):
    ListingFactory()
    page = client.get(BROWSE, {"min_rent": "cheap", "kind": "room"}).content.decode()
    beside = re.search(r'<div class="search-errors" id="error-min_rent">(.*?)</div>', page, re.S)
    assert "whole number of dollars" in beside[1]
    assert 'value="cheap"' in page
    assert len(CARD.findall(page)) == 1


def test_chip_links_to_the_search_without_it(client):
    page = client.get(BROWSE, {"max_rent": 900, "kind": ["room", "entire"]}).content.decode()
    hrefs = re.findall(r'class="chip" href="([^"]+)"', page)
    assert [href.replace("&amp;", "&") for href in hrefs] == [
        "/listings/?kind=entire&kind=room",
        "/listings/?max_rent=900&kind=room",
        "/listings/?max_rent=900&kind=entire",
    ]


def test_empty_results_suggest_filters_to_remove(client):
    ListingFactory(rent=95_000)
    page = client.get(BROWSE, {"max_rent": 100, "kind": "room"}).content.decode()
    assert "No places match your search" in page
    assert page.count("Remove </span>Up to $100") == 2  # as a chip and as a suggestion


def test_input_is_escaped(client):
    page = client.get(BROWSE, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("sort", ["newest", "cheapest", "closest", "best&q=noyes", "cost"])
def test_show_more_shows_every_result_once(client, sort):
    for n in range(PAGE_SIZE * 2 + 5):
        ListingFactory(rent=90_000 + n % 3 * 100)
    url = f"{BROWSE}?sort={sort}"
    seen = walk_through(client, url)
    assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 5


def test_closest_first_at_any_distance(client):
    ways = [0.0005 * 1.12**n for n in range(PAGE_SIZE * 2 + 6)]  # 40 m to 40 km
    for north in reversed(ways):
        ListingFactory(latitude=42.0531 + north, longitude=-87.6744, address_shared=True)
    seen = walk_through(client, f"{BROWSE}?sort=closest&near=library")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(ways)


@pytest.mark.parametrize("sort", ["newest", "cheapest", "closest"])
def test_pages_are_stable_while_others_post(client, sort):
    for n in range(PAGE_SIZE + 3):
        ListingFactory(rent=90_000 + n * 100)
    first = client.get(f"{BROWSE}?sort={sort}")
    ListingFactory(rent=10_000, latitude=42.0531, longitude=-87.6744)
    second = client.get(MORE.search(first.content.decode())[1].replace("&amp;", "&"))
    assert len(cards(second)) == 3
    assert not set(cards(first)) & set(cards(second))


@pytest.mark.parametrize(
    "cursor",
    ["x", "%00", "A" * 9000, "W10", "WyJuZXdlc3QiLCIwMDAxLTAxLTAxVDAwOjAwKzE0OjAwIiwxXQ",
     "WyJuZXdlc3QiLDEsMV0", "WyJjaGVhcGVzdCIsOTAwMDAsMV0", "bnVsbA", "eyJhIjoxfQ", "Wy4"],
)  # fmt: skip
def test_invalid_cursor_is_the_first_page(client, cursor):
    listing = ListingFactory()
    assert cards(client.get(f"{BROWSE}?after={cursor}")) == [listing.pk]


def test_cursor_belongs_to_one_sort_order():
    assert read_cursor("WyJjaGVhcGVzdCIsOTAwMDAsMV0", "cheapest") == (90_000, 1)
    assert read_cursor("WyJjaGVhcGVzdCIsOTAwMDAsMV0", "newest") is None


def test_a_large_count_is_capped(client, monkeypatch):
    monkeypatch.setattr("listings.pagination.MAX_COUNTED", 3)
    monkeypatch.setattr("listings.views.results_context.MAX_COUNTED", 3)
    monkeypatch.setattr("listings.search.facets.MAX_READ", 4)
    ListingFactory.create_batch(3)
    assert "<strong>3</strong> places" in client.get(BROWSE).content.decode()
    ListingFactory.create_batch(2)
    assert "<strong>3+</strong> places" in client.get(BROWSE).content.decode()


# The home page counts the results of its nine shortcuts.
@pytest.mark.parametrize(
    ("url", "most"), [("/", 13 + 9), ("/listings/", 16), ("/listings/map.json?zoom=12", 15)]
)
def test_query_count_does_not_grow_with_results(
    client, url, most, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(VerifiedStudentFactory())
    for _ in range(3):
        PhotoFactory()
    client.get(url)  # fills what is cached
    PhotoFactory()  # so that the page is rendered again
    with django_assert_max_num_queries(most) as few:
        client.get(url)
    for _ in range(20):
        PhotoFactory()
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.parametrize("url", ["/", "/listings/"])
def test_saved_listings_have_a_full_heart(client, url):
    saved = SavedListingFactory()
    ListingFactory()
    client.force_login(saved.user)
    pressed = re.findall(
        r'aria-pressed="(true|false)" aria-label="Save', client.get(url).content.decode()
    )
    assert sorted(pressed) == ["false", "true"]


def test_htmx_request_gets_the_results_and_the_url(client):
    ListingFactory()
    headers = {"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "search"}
    response = client.get(BROWSE, {"max_rent": "2000", "q": "", "kind": "castle"}, headers=headers)
    page = response.content.decode()
    assert response["HX-Push-Url"] == "/listings/?max_rent=2000"
    assert "<html" not in page
    assert 'id="results"' in page
    assert 'id="error-kind" hx-swap-oob="true"' in page
    assert "HX-Request" in response["Vary"]


def test_single_card_is_only_of_published_listings(client):
    draft = ListingFactory(status="draft")
    shown = ListingFactory()
    assert client.get(reverse("listings:card", args=[draft.pk])).status_code == 404
    assert cards(client.get(reverse("listings:card", args=[shown.pk]))) == [shown.pk]


def test_single_card_shows_what_the_search_asks_for(client):
    card = reverse("listings:card", args=[ListingFactory(rent=90_000, utilities=5_000).pk])
    assert "all in" not in client.get(card).text
    asked = client.get(card, {"max_cost": "2000", "near": "tech", "min_rent": "a lot"}).text
    assert "$950 all in" in asked


def test_home_page_offers_only_shortcuts_with_results(client):
    assert "Rooms under $900" not in client.get("/").content.decode()
    ListingFactory(space="room", rent=85_000, title="Low")


def test_shortcut_counts_are_right(client):
    ListingFactory(space="room", rent=85_000)
    ListingFactory(space="room", rent=185_000, furnished=True)
    page = client.get("/").content.decode()
    ways = re.findall(r'class="shortcut" href="([^"]+)".*?shortcut-count">(\d+)', page, re.S)
    assert len(ways) >= 2
    for href, count in ways:
        page = client.get(href.replace("&amp;", "&")).content.decode()
        assert len(CARD.findall(page.split('id="partial-stays"')[0])) == int(count)


def test_offered_stays_begin_today_or_later():
    for today in (date(2027, 1, 1), date(2028, 2, 29), date(2027, 12, 31)):
        stays = next_stays(today)
        assert {stay.label.split()[0] for stay in stays} == {
            "Winter", "Spring", "Summer", "Fall", "School",
        }  # fmt: skip
        assert all(today <= stay.start < stay.end for stay in stays)


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_feed_has_the_results_newest_first(client):
    ListingFactory(title="Old", space="room")
    ListingFactory(title="New", space="room")
    ListingFactory(title="Other", space="entire")
    feed = ElementTree.fromstring(client.get("/listings/feed.atom?kind=room&sort=cheapest").content)
    entries = feed.findall("a:entry", ATOM)
    assert [entry.find("a:title", ATOM).text.split(" · ")[1] for entry in entries] == ["New", "Old"]
    assert all(
        entry.find("a:link", ATOM).get("href").startswith("http://testserver/listings/")
        for entry in entries
    )


def test_feed_leaves_out_characters_invalid_in_xml(client):
    ListingFactory(title="Sunny\x0b room\x01")
    feed = client.get("/listings/feed.atom").content.decode()
    assert "Sunny room" in feed


def test_card_shows_each_walk_and_a_chip_removes_one(client):
    ListingFactory()
    page = client.get(BROWSE, {"near": ["tech", "kellogg"], "max_walk": 30}).content.decode()
    assert re.search(r"\d+ min to Tech · \d+ min to Kellogg", page)
    assert 'href="/listings/?near=kellogg&amp;max_walk=30"' in page
    assert 'href="/listings/?near=tech&amp;max_walk=30"' in page


def test_card_loads_only_its_cover(client, django_assert_num_queries):
    first = PhotoFactory()
    PhotoFactory.create_batch(2, listing=first.listing)
    [listing] = Listing.objects.for_cards()
    with django_assert_num_queries(0):
        assert listing.cover == first
        assert listing.covers == [first]


def test_coming_back_shows_as_many_results(client):
    ListingFactory.create_batch(PAGE_SIZE * 2 + 3)
    page = client.get(f"{BROWSE}?kind=room")
    link = MORE.search(page.content.decode())[1].replace("&amp;", "&")
    headers = {"HX-Request": "true", "HX-Target": "more"}
    more = client.get(link, headers=headers)
    assert more["HX-Replace-Url"] == f"/listings/?kind=room&shown={PAGE_SIZE * 2}"
    assert cards(client.get(more["HX-Replace-Url"])) == cards(page) + cards(more)
    link = MORE.search(more.content.decode())[1].replace("&amp;", "&")
    last = client.get(link, headers=headers)
    assert last["HX-Replace-Url"].endswith(f"shown={PAGE_SIZE * 2 + 3}")
    assert len(cards(client.get(last["HX-Replace-Url"]))) == PAGE_SIZE * 2 + 3


@pytest.mark.parametrize("shown", ["x", "-1", "1", "", "9" * 5000, "²", "%00"])
def test_invalid_shown_count_is_ignored(client, shown):
    ListingFactory.create_batch(PAGE_SIZE + 2)
    assert len(cards(client.get(f"{BROWSE}?shown={shown}"))) == PAGE_SIZE


def test_stay_within_one_year_names_the_year_once(client):
    stay = {"available_from": "2027-01-04", "available_until": "2027-03-13"}
    assert "Jan 4 – Mar 13, 2027" in client.get("/listings/", stay).content.decode()
    stay["available_until"] = "2028-03-13"
    assert "Jan 4, 2027 – Mar 13, 2028" in client.get("/listings/", stay).content.decode()
