"""The true cost is the same on a card and in the database."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.models import Listing
from listings.search.costs import cost_for
from listings.search.form import SearchForm
from listings.search.matching import matching, sort
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db
STAY = "available_from=2027-06-21&available_until=2027-08-20"  # 61 days, two months
ALWAYS = {"available_from": None, "available_until": None}
MONEY = st.none() | st.integers(0, 10_000_000)
PEOPLE, DAYS = st.integers(0, 20), st.integers(30, 999)


def titles(query: str) -> list[str]:
    search = SearchForm(QueryDict(query)).search
    return [listing.title for listing in sort(matching(search), search)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rent=MONEY, utilities=MONEY, fees=MONEY, people=PEOPLE, days=DAYS)
def test_database_and_card_compute_the_same_cost(db, rent, utilities, fees, people, days):
    listing = Listing.objects.first() or ListingFactory()
    listing.rent, listing.utilities, listing.fees = rent, utilities, fees
    listing.people = people
    listing.save_and_record()
    [counted] = Listing.objects.annotate(cost=cost_for(days)).values_list("cost", flat=True)
    assert counted == listing.cost_for(days)


def test_fees_are_spread_over_the_stay_and_shared():
    listing = ListingFactory(rent=200_000, utilities=20_000, fees=60_000, deposit=99_900, people=2)
    assert listing.cost_for(365) == 100_000 + 10_000 + 2_600
    assert listing.cost_for(61) == 100_000 + 10_000 + 15_000


def test_cost_is_a_filter_and_a_sort_order():
    ListingFactory(title="fees", rent=90_000, utilities=0, fees=60_000, **ALWAYS)
    ListingFactory(title="heat", rent=90_000, utilities=15_000, fees=0, **ALWAYS)
    ListingFactory(title="dear", rent=130_000, utilities=0, fees=0, **ALWAYS)
    ListingFactory(title="unsaid", rent=None, **ALWAYS)
    assert titles("sort=cost") == ["fees", "heat", "dear"]
    assert titles(f"sort=cost&{STAY}") == ["heat", "fees", "dear"]
    assert titles("max_cost=960") == ["fees"]
    assert titles(f"max_cost=1050&{STAY}") == ["heat"]


def test_card_shows_the_cost_when_dates_are_given(client):
    ListingFactory(rent=90_000, utilities=None, fees=60_000, **ALWAYS)
    assert "all in" not in client.get("/listings/").content.decode().split('id="results"')[1]
    page = client.get(f"/listings/?{STAY}").content.decode()
    assert re.search(r"\$1,200 <span[^>]*>before utilities", page)
    Listing.objects.update_and_record(utilities=10_000)
    assert "$1,300 all in" in client.get(f"/listings/?{STAY}").content.decode()
    Listing.objects.update_and_record(utilities=0, fees=None)
    assert "Utilities included" in client.get(f"/listings/?{STAY}").content.decode()


def test_stay_without_both_dates_is_a_year():
    assert SearchForm(QueryDict("available_from=2027-06-21")).search.days == 365
    assert SearchForm(QueryDict(STAY)).search.days == (date(2027, 8, 21) - date(2027, 6, 21)).days
