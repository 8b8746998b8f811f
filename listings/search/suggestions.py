"""Suggestions for a search that finds nothing: how many results it has without each filter."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from listings.search.chips import Chip
from listings.search.form import read_search

if TYPE_CHECKING:
    from listings.querysets.listing import ListingQuerySet

MAX_FILTERS, MAX_RESULTS = 8, 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """To drop the filter of `chip`, which gives `count` results."""

    chip: Chip
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > MAX_RESULTS


def suggestions_for(listings: "ListingQuerySet", chips: list[Chip], q: str) -> list[Suggestion]:
    """The filter whose removal gives the most results first. Those that give none are included: two
    filters may have to go. One bounded query per filter.

    `q`: the words of the search with their spelling corrected. Correcting them again for each
    filter would take longer than everything else on the page.
    """
    suggestions = [
        Suggestion(chip, _count(listings, chip.query, q)) for chip in chips[:MAX_FILTERS]
    ]
    return sorted(suggestions, key=lambda suggestion: -suggestion.count)


def _count(listings: "ListingQuerySet", query: str, q: str) -> int:
    search, _ = read_search(query)
    found = listings.fitting(replace(search, q=q) if search.q else search).order_by()
    return found[: MAX_RESULTS + 1].count()
