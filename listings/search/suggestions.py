"""Out of a search that finds nothing: what each filter, dropped, would give."""

from dataclasses import dataclass, replace

from listings.search.chips import Chip
from listings.search.form import read_search

# More filters are tried by hand; more places are simply many.
MOST_TRIED, MOST_COUNTED = 8, 100


@dataclass(frozen=True, slots=True)
class Way:
    chip: Chip
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > MOST_COUNTED


def ways_out(listings, chips: list[Chip], q: str) -> list[Way]:
    """The filter that, dropped, gives the most, first; then the others, also those that give
    nothing: two may have to go. A bounded query for each.

    `q`: the words of the search with their spelling corrected. Correcting them again for each
    filter would take longer than everything else on the page.
    """
    ways = [Way(chip, _count(listings, chip.query, q)) for chip in chips[:MOST_TRIED]]
    return sorted(ways, key=lambda way: -way.count)


def _count(listings, query: str, q: str) -> int:
    search, _ = read_search(query)
    found = listings.fitting(replace(search, q=q) if search.q else search).order_by()
    return found[: MOST_COUNTED + 1].count()
