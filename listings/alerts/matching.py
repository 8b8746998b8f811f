"""Which saved searches places fit newly. Their columns pass over the many that can't fit; what
columns can't tell is decided as on a search's page."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from listings.models import Listing, SavedSearch
from listings.models.diff import PREFILTERED
from listings.search.criteria import Search
from listings.search.form import read_search

FEW = 50  # places, each compared with the columns of all searches
AT_ONCE = 500
# What columns can't tell, and what it looks at: see `SavedSearch.that_may_find`.
UNSEEN = {
    "q": {"title", "street", "keywords", "amenity_words", "description"},
    "max_cost": {"rent_per_person", "people", "utilities", "fees"},
    "bathrooms": {"bathrooms"},
    "amenity": {"amenity_words"},
    "near": {"public_latitude", "public_longitude"},
    "verified": set(),
}
# What else of a search says what such a part of it means.
BESIDE = {"near": ("max_walk",), "max_cost": ("available_from", "available_until")}

Fits = dict[SavedSearch, set[int]]


def fits(appeared: dict[int, datetime], was: dict[int, tuple[datetime, dict]]) -> Fits:
    """What is new to each search that is told: places that `appeared`, by when, and places that it
    finds since they changed, by when and what they were before. Never a place of the person's own,
    nor one that stood there when they saved the search."""
    listings = Listing.objects.published().in_bulk({*appeared, *was})
    if len(listings) > FEW:
        searches = SavedSearch.objects.told().iterator(AT_ONCE)
        found = _found(searches, listings.keys())
    else:
        found = found_of_few(listings)
    news = {
        pk: _NewsOf(listing, appeared.get(pk), *was.get(pk, (None, {})), found)
        for pk, listing in listings.items()
    }
    return {
        search: {pk for pk in pks if news[pk].is_new_to(search)} for search, pks in found.items()
    }


class _NewsOf:
    """To whom one place is new."""

    def __init__(self, listing, appeared_at, changed_at, old, found):
        self._lister = listing.lister_id
        self._appeared_at = appeared_at
        self._changed_at = changed_at
        finders = [search for search, pks in found.items() if listing.pk in pks]
        self._knew = _knew(listing, old, finders) if old else set()

    def is_new_to(self, search) -> bool:
        if search.user_id == self._lister:
            return False
        if self._appeared_at and search.saved_at <= self._appeared_at:
            return True
        has_changed = self._changed_at and search.saved_at <= self._changed_at
        return bool(has_changed and search not in self._knew)


def found_of_few(listings) -> Fits:
    """By their columns; what these can't tell is asked once for all that ask the same of it."""
    found, answers = defaultdict(set), {}

    def finds(part: str) -> set[int]:
        if part not in answers:
            answers[part] = _find(read_search(part)[0], listings.keys())
        return answers[part]

    for pk, listing in listings.items():
        for search in SavedSearch.objects.told().that_may_find(listing):
            if all(pk in finds(part) for part in _unseen_parts(search.query)):
                found[search].add(pk)
    return found


def _unseen_parts(query: str) -> list[str]:
    """Each thing that it asks and columns can't tell, as a search of its own."""
    pairs = parse_qsl(query)
    asked = UNSEEN.keys() & {name for name, _ in pairs}
    return [
        urlencode([pair for pair in pairs if pair[0] in (name, *BESIDE.get(name, ()))])
        for name in sorted(asked)
    ]


def _found(searches: Iterable[SavedSearch], ids) -> Fits:
    """What each finds of these, asked once for all that ask the same."""
    answers: dict[str, set[int]] = {}
    found = {}
    for search in searches:
        if search.query not in answers:
            answers[search.query] = _find(search.search, ids)
        if pks := answers[search.query]:
            found[search] = pks
    return found


def _find(search: Search, ids) -> set[int]:
    rows = Listing.objects.published().matching(search).order_by()
    # Many have come one after another: between the first and the last there are few others.
    rows = rows.filter(pk__in=ids) if len(ids) <= FEW else rows.filter(pk__range=_ends(ids))
    return ids & set(rows.values_list("pk", flat=True))


def _ends(ids):
    return min(ids), max(ids)


def _before(listing, old: dict) -> Listing:
    """The place as it was, as far as columns of searches look at it."""
    before = Listing(**{name: getattr(listing, name) for name in PREFILTERED})
    for name in old.keys() & set(PREFILTERED):
        setattr(before, name, old[name])
    return before


def _knew(listing, old: dict, finders: list[SavedSearch]) -> set[SavedSearch]:
    """Those that found the place before it changed as well."""
    candidates = SavedSearch.objects.filter(pk__in=[search.pk for search in finders])
    knew = candidates.that_may_find(_before(listing, old))
    return {search for search in knew if not _asks(search.search, old.keys())}


def _asks(search: Search, changed) -> bool:
    """Whether it asks for something that has changed and that columns can't tell."""
    return any(getattr(search, name) and columns & changed for name, columns in UNSEEN.items())
