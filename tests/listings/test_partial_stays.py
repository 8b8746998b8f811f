"""Academic quarters, listings for a part of a stay, and pairs for the whole stay."""

import re
from datetime import date

import pytest

from listings.search.quarter_stays import quarters_of
from tests.support.factories import ListingFactory

STAY = {"available_from": "2027-06-21", "available_until": "2027-08-28"}


def test_quarters_follow_the_academic_year_2024_25():
    winter, spring, summer, _ = quarters_of(2025)
    fall = quarters_of(2024)[-1]
    assert (fall.start, fall.end) == (date(2024, 9, 24), date(2024, 12, 7))
    assert (winter.start, winter.end) == (date(2025, 1, 6), date(2025, 3, 15))
    assert (spring.start, spring.end) == (date(2025, 3, 25), date(2025, 6, 7))
    assert (summer.start, summer.end) == (date(2025, 6, 23), date(2025, 8, 30))


@pytest.mark.parametrize("year", range(2026, 2040))
def test_quarters_of_any_year_do_not_overlap(year):
    stays = quarters_of(year)
    assert [stay.label.split()[0] for stay in stays] == ["Winter", "Spring", "Summer", "Fall"]
    for one, other in zip(stays, [*stays[1:], quarters_of(year + 1)[0]], strict=True):
        assert 60 < (one.end - one.start).days < 80
        assert 5 < (other.start - one.end).days < 40


def place(title, start, end, **more):
    days = {"available_from": start and date(2027, *start), "available_until": date(2027, *end)}
    return ListingFactory(title=title, lease_kind="sublet", address="", **days, **more)


def partly(client, **query) -> str:
    page = client.get("/listings/", STAY | query).content.decode()
    _, _, below = page.partition('id="partial-stays"')
    return below.partition("</section>")[0]


def ids(text) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-listing="(\d+)"', text)]


@pytest.mark.django_db
def test_partial_stay_names_the_dates_left_open(client):
    late = place("late", (7, 1), (8, 28))
    short = place("short", None, (8, 18))
    place("elsewhen", (8, 25), (8, 28))
    text = partly(client)
    assert ids(text) == [short.pk, late.pk]
    assert "Not covered: Aug 19 – Aug 28 (10 days)" in text
    assert "Not covered: Jun 21 – Jun 30 (10 days)" in text


@pytest.mark.django_db
def test_two_adjoining_listings_are_a_pair(client):
    first = place("first", (6, 1), (7, 31))
    second = place("second", (8, 1), (9, 5))
    gapped = place("gapped", (8, 10), (9, 5))
    text = partly(client)
    pair = text.partition("Available for part")[0]
    assert "Two places that cover your stay" in pair
    assert ids(pair) == [first.pk, second.pk]
    assert gapped.pk not in ids(text), "it covers less than a third"


@pytest.mark.django_db
def test_partial_stays_match_the_other_filters(client):
    place("dear", (7, 1), (8, 28), rent=200_000)
    assert partly(client, max_rent="900") == ""
    assert ids(partly(client, max_rent="2000"))


@pytest.mark.django_db
def test_no_partial_stays_without_both_dates(client):
    place("late", (7, 1), (8, 28))
    page = client.get("/listings/", {"available_from": "2027-06-21"}).content.decode()
    assert 'id="partial-stays"' not in page


@pytest.mark.django_db
def test_query_count_does_not_grow_with_partial_stays(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    def fill(number):
        for n in range(number):
            place(f"first {n}", (6, 1), (7, 31))
            place(f"second {n}", (8, 1), (9, 5))

    client.get("/listings/", STAY)  # fills what is cached, but for the page: places come in
    fill(2)
    with django_assert_max_num_queries(9) as few:
        client.get("/listings/", STAY)
    fill(4)
    with django_assert_num_queries(len(few)):
        client.get("/listings/", STAY)


@pytest.mark.django_db
def test_quarters_are_links(client):
    page = client.get("/listings/", {"kind": "sublet"}).content.decode()
    links = re.findall(r'class="choice" href="([^"]+)"[^>]*data-from="([\d-]+)"', page)
    assert len(links) == 5
    for href, start in links:
        assert href.startswith("/listings/?kind=sublet&amp;available_from=" + start)
