"""How a saved search matches a new or changed listing.

The columns of `SavedSearch` rule out most searches in one query (`may_match`). The filters that
they don't decide, the remaining ones, are then run as searches of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet

from listings.models import Listing, SavedSearch
from listings.models.diff import TRACKED
from listings.search.criteria import Search
from listings.search.filters import FILTERS
from listings.search.form import read_search
from listings.search.matching import matching
from listings.search.spelling import corrected

# Up to this many listings are compared with the columns of all searches; of more, every search is
# run.
MAX_PREFILTERED = 50
BATCH_SIZE = 500
REMAINING = [each for each in FILTERS if not each.is_in_columns]

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
            results[query] = _find(read_search(query), listings.keys())
        return results[query]

    for pk, listing in listings.items():
        for search in may_match(SavedSearch.objects.with_alerts(), listing):
            if all(pk in found_by(query) for query in _remaining_queries(search.query)):
                matches[search].add(pk)
    return matches


def may_match(searches: QuerySet[SavedSearch], listing: Listing) -> QuerySet[SavedSearch]:
    """Those that match a listing, and some that don't: what their columns don't say takes running
    the search."""
    return searches.filter(*(each.may_match(listing) for each in FILTERS))


def _remaining_queries(query: str) -> list[str]:
    """A query for each of its remaining filters alone."""
    pairs = parse_qsl(query)
    names = {name for name, _ in pairs}
    return [
        urlencode([pair for pair in pairs if pair[0] in (*each.fields, *each.depends_on)])
        for each in REMAINING
        if names & each.fields.keys()
    ]


def _run_searches(searches: Iterable[SavedSearch], ids: Set[int]) -> Matches:
    """What each search finds among these listings; equal searches are run once."""
    results: dict[str, set[int]] = {}
    matches = {}
    for search in searches:
        if search.query not in results:
            results[search.query] = _find(read_search(search.query), ids)
        if pks := results[search.query]:
            matches[search] = pks
    return matches


def _find(search: Search, ids: Set[int]) -> set[int]:
    rows = matching(corrected(search)).order_by()
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
    matched = may_match(rows, _previous(listing, old_values))
    changed = set(old_values)
    return {saved for saved in matched if not _depends_on(read_search(saved.query), changed)}


def _previous(listing: Listing, old_values: dict[str, Any]) -> Listing:
    """The listing before the change, in the columns that searches depend on."""
    return Listing(**{name: getattr(listing, name) for name in TRACKED} | old_values)


def _depends_on(search: Search, changed: Set[str]) -> bool:
    """Whether one of its remaining filters depends on a changed column."""
    return any(
        changed.intersection(each.reads) and each.condition(search) is not None
        for each in REMAINING
    )
