"""Suggestions for a search that finds nothing: how many results it has without each filter."""

from dataclasses import dataclass

from listings.search.criteria import Search
from listings.search.filters.base import Chip
from listings.search.matching import matching

MAX_FILTERS, MAX_RESULTS = 8, 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """To drop the filter of `chip`, which gives `count` results."""

    chip: Chip
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > MAX_RESULTS


def suggestions_for(chips: list[Chip], q: str) -> list[Suggestion]:
    """The filter whose removal gives the most results first. Those that give none are included: two
    filters may have to go. One bounded query per filter.

    `q`: the words of the search with their spelling corrected. Correcting them again for each
    filter would take longer than everything else on the page.
    """
    suggestions = [Suggestion(chip, _count(chip.search, q)) for chip in chips[:MAX_FILTERS]]
    return sorted(suggestions, key=lambda suggestion: -suggestion.count)


def _count(search: Search, q: str) -> int:
    found = matching(search.replace(q=q) if search.q else search).order_by()
    return found[: MAX_RESULTS + 1].count()
