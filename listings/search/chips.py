"""A search in words: a chip for each of its filters, which leads to the search without it."""

from django.utils.text import Truncator

from listings.search.criteria import Search
from listings.search.filters import FILTERS
from listings.search.filters.base import Chip


def chips_of(search: Search) -> list[Chip]:
    return [chip for each in FILTERS for chip in each.chips(search)]


def title_of(search: Search) -> str:
    """The page's title: `Places: Room, Up to $900, 10 min to Tech`."""
    labels = [chip.label for chip in chips_of(search) if chip.group not in ("q", "bounds")][:3]
    return f"Places: {', '.join(labels)}" if labels else "Places near campus"


def name_of(search: Search, longest: int = 80) -> str:
    """A name for it: `Up to $900, Room, 10 min to Tech`, without a label cut in half at its end."""
    name, *more = [chip.label for chip in chips_of(search)] or [""]
    for label in more:
        if len(name) + len(label) + 2 > longest:
            break
        name += f", {label}"
    return Truncator(name).chars(longest)
