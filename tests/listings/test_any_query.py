"""Any query is answered with a page, and invalid values with an error beside the field."""

import re
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from listings.pagination import write_cursor
from listings.search.criteria import SORTS
from listings.search.form import SearchForm
from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db
PAGES = ["/listings/", "/listings/map.json", "/listings/feed.atom"]

# Valid values of each field, so that more is tested than the errors; NONSENSE is for any field.
SENSE = {
    "q": [
        "noyes",
        "the",
        "a",
        "!",
        "sherdian rd",
        '"side by side" -cellar or loft',
        "'); --",
        "a & b | !c:*",
        "-",
    ],
    "kind": ["room", "entire", "sublet"],
    "available_from": ["2027-06-21", "2027-09-01", "0001-01-01"],
    "available_until": ["2027-08-28", "2027-06-01", "9999-12-31"],
    "amenity": ["gym", "desk", "storage"],
    "near": ["tech", "kellogg", "davis"],
    "bounds": ["-88,42,-87,43", "170,0,-170,1", "0,0,0,0", "-1e9,-1e9,1e9,1e9"],
    "sort": SORTS,
    "zoom": ["0", "14", "99"],
    "shown": ["48", "9999"],
}
NUMBERS = ["0", "1", "2.5", "900", "$1,250", "100000"]
NONSENSE = st.one_of(
    st.text(max_size=20),
    st.binary(max_size=8),
    st.sampled_from(["", "-1", "1e400", "NaN", "\x00", "💜", "x" * 10_000, "9" * 10_000, "²", "٣"]),
    st.sampled_from([b"\xff\xfe", b"\xed\xa0\x80", b"a\x00b", "\ud800"]),
)
NAMES = [*SearchForm.base_fields, "zoom", "shown", "since", "unknown", "amenity[]", ""]


@st.composite
def queries(draw) -> str:
    """A query string: names once, repeated or missing; values valid or not."""
    pairs = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=8)):
        sense = st.sampled_from(SENSE.get(name, NUMBERS))
        pairs.append(f"{quote(name)}={_quoted(draw(st.one_of(sense, sense, NONSENSE)))}")
    return "&".join(pairs)


def _quoted(value: str | bytes) -> str:
    return quote(value if isinstance(value, bytes) else value.encode(errors="surrogatepass"))


@pytest.fixture
def places():
    ListingFactory.create_batch(2)
    ListingFactory(
        rent=None, latitude=None, longitude=None, available_from=None, available_until=None
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries())
@example("available_from=0001-01-01&available_until=9999-12-31&sort=cost&max_cost=100000")
@example("q=%00&near=%FF&bounds=1&sort=best&after=%ED%A0%80&kind=castle&max_walk=9&min_rent=x")
def test_any_query_is_answered_with_a_page_that_names_ignored_values(client, places, query):
    for url in PAGES[1:]:
        assert client.get(f"{url}?{query}").status_code == 200
    response = client.get(f"{PAGES[0]}?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    for name, errors in SearchForm(QueryDict(query)).errors.items():
        assert escape(errors[0]) in (page if name == "bounds" else _beside(page, name))


def _beside(page: str, name: str) -> str:
    return re.search(rf'id="error-{name}"[^>]*>(.*?)</div>', page, re.DOTALL)[1]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 60), put=st.text("AZaz09-_=%", max_size=4), sort=st.sampled_from(SORTS))
def test_invalid_cursor_is_no_error(client, places, cut, put, sort):
    keys = {"newest": timezone.now(), "closest": 0.001}
    cursor = write_cursor(sort, keys.get(sort, 90_000), 1)
    tampered = cursor[:cut] + put + cursor[cut + len(put) :]
    query = {"after": tampered, "sort": sort, "q": "noyes"}
    assert client.get(PAGES[0], query).status_code == 200


NO_TERMS = ["the", "a", "!", "THE OF", "or", "-", '"', "-the", '"of the"', '-"to be"', "_ _", "…"]


@pytest.mark.parametrize("q", [*NO_TERMS, "castle or with", "castle or over or because"])
@pytest.mark.parametrize("sort", SORTS)
def test_words_without_a_searchable_term_work_in_every_sort_order(client, places, q, sort):
    for page in PAGES:
        assert client.get(page, {"q": q, "sort": sort}).status_code == 200
        assert client.get(page, {"q": f"{q} noyes", "sort": sort}).status_code == 200


def test_best_match_without_a_searchable_term_is_newest_first(client, places):
    assert SearchForm(QueryDict("q=the&sort=best")).search.sort == "newest"


PIECES = [
    "the",
    "or",
    "with",
    "because",
    "noyes",
    "sherdian",
    "castle",
    *"-&|!():*<>\\/'\"_;^$\x01",
]
PIECES += ["\u00a0", "\u0301", "İ", "ª", "²", "中", "א", "🙂", "\u202e"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=8),
    space=st.sampled_from([" ", ""]),
    sort=st.sampled_from(SORTS),
)
def test_any_words_work_in_any_sort_order(client, places, pieces, space, sort):
    query = {"q": space.join(pieces), "sort": sort}
    assert client.get(PAGES[0], query).status_code == 200
