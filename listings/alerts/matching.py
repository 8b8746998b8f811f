"""How a saved search matches a new or changed listing.

The columns of `SavedSearch` rule out most searches in one query (`SavedSearchQuerySet.may_match`).
The filters that have no column, the remaining ones, are then run as searches of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from listings.models import Listing, SavedSearch
from listings.models.diff import PREFILTERED
from listings.search.criteria import Search
from listings.search.form import read_search

# Up to this many listings are compared with the columns of all searches; of more, every search is
# run.
MAX_PREFILTERED = 50
BATCH_SIZE = 500
# The filters that `may_match` can't decide, and the columns that they look at.
REMAINING_FILTERS: dict[str, set[str]] = {
    "q": {"title", "street", "keywords", "amenity_words", "description"},
    "max_cost": {"rent_per_person", "people", "utilities", "fees"},
    "bathrooms": {"bathrooms"},
    "amenity": {"amenity_words"},
    "near": {"public_latitude", "public_longitude"},
    "verified": set(),
}
# The parameters that also change the meaning of such a filter.
RELATED_PARAMETERS = {"near": ("max_walk",), "max_cost": ("available_from", "available_until")}

Matches = dict[SavedSearch, set[int]]


def match_saved_searches(
    appeared: dict[int, datetime], changed: dict[int, tuple[datetime, dict[str, Any]]]
) -> Matches:
    """The listings that are new to each search with alerts: of those that `appeared`, by when, and
    of those that `changed`, by when and their old values. Never the person's own listings, nor what
    the search found when it was saved."""
    listings = Listing.objects.published().in_bulk({*appeared, *changed})
    if len(listings) > MAX_PREFILTERED:
        searches = SavedSearch.objects.with_alerts().iterator(BATCH_SIZE)
        matches = _run_searches(searches, listings.keys())
    else:
        matches = match_few_listings(listings)
    candidates = {
        pk: _Candidate(listing, appeared.get(pk), *changed.get(pk, (None, {})), matches)
        for pk, listing in listings.items()
    }
    return {
        search: {pk for pk in pks if candidates[pk].is_new_to(search)}
        for search, pks in matches.items()
    }


class _Candidate:
    """Decides which of the matching searches a listing is new to."""

    def __init__(
        self,
        listing: Listing,
        appeared_at: datetime | None,
        changed_at: datetime | None,
        old_values: dict[str, Any],
        matches: Matches,
    ) -> None:
        self._lister = listing.lister_id
        self._appeared_at = appeared_at
        self._changed_at = changed_at
        searches = [search for search, pks in matches.items() if listing.pk in pks]
        self._matched_before = (
            _matched_before(listing, old_values, searches) if old_values else set()
        )

    def is_new_to(self, search: SavedSearch) -> bool:
        if search.user_id == self._lister:
            return False
        if self._appeared_at and search.saved_at <= self._appeared_at:
            return True
        has_changed = self._changed_at and search.saved_at <= self._changed_at
        return bool(has_changed and search not in self._matched_before)


def match_few_listings(listings: dict[int, Listing]) -> Matches:
    """By the columns of the searches. Each remaining filter is run once for all searches that have
    the same one."""
    matches: Matches = defaultdict(set)
    results: dict[str, set[int]] = {}

    def found_by(query: str) -> set[int]:
        if query not in results:
            results[query] = _find(read_search(query)[0], listings.keys())
        return results[query]

    for pk, listing in listings.items():
        for search in SavedSearch.objects.with_alerts().may_match(listing):
            if all(pk in found_by(query) for query in _remaining_queries(search.query)):
                matches[search].add(pk)
    return matches


def _remaining_queries(query: str) -> list[str]:
    """A query for each of its remaining filters alone."""
    pairs = parse_qsl(query)
    names = REMAINING_FILTERS.keys() & {name for name, _ in pairs}
    return [
        urlencode([pair for pair in pairs if pair[0] in (name, *RELATED_PARAMETERS.get(name, ()))])
        for name in sorted(names)
    ]


def _run_searches(searches: Iterable[SavedSearch], ids: Set[int]) -> Matches:
    """What each search finds among these listings; equal searches are run once."""
    results: dict[str, set[int]] = {}
    matches = {}
    for search in searches:
        if search.query not in results:
            results[search.query] = _find(search.search, ids)
        if pks := results[search.query]:
            matches[search] = pks
    return matches


def _find(search: Search, ids: Set[int]) -> set[int]:
    rows = Listing.objects.published().matching(search).order_by()
    if len(ids) <= MAX_PREFILTERED:
        rows = rows.filter(pk__in=ids)
    else:
        # Many were created one after another: few others lie between the first and the last.
        rows = rows.filter(pk__range=(min(ids), max(ids)))
    return ids & set(rows.values_list("pk", flat=True))


def _matched_before(
    listing: Listing, old_values: dict[str, Any], searches: list[SavedSearch]
) -> set[SavedSearch]:
    """Those of the searches that matched the listing before it changed, too."""
    rows = SavedSearch.objects.filter(pk__in=[search.pk for search in searches])
    matched = rows.may_match(_previous(listing, old_values))
    return {search for search in matched if not _depends_on(search.search, old_values.keys())}


def _previous(listing: Listing, old_values: dict[str, Any]) -> Listing:
    """The listing before the change, as far as `may_match` looks at it."""
    previous = Listing(**{name: getattr(listing, name) for name in PREFILTERED})
    for name in old_values.keys() & set(PREFILTERED):
        setattr(previous, name, old_values[name])
    return previous


def _depends_on(search: Search, changed: Set[str]) -> bool:
    """Whether one of its remaining filters looks at a changed column."""
    return any(
        getattr(search, name) and columns & changed for name, columns in REMAINING_FILTERS.items()
    )
