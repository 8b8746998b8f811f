"""The context around the cards of a page of results: filters, counts, suggestions."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.utils import timezone

from listings.geography.landmarks import Landmark
from listings.models import Listing
from listings.pagination import MAX_COUNTED, Page, capped_count
from listings.querysets.listing import ListingQuerySet
from listings.search.chips import chips_of, title_of
from listings.search.controls import Controls
from listings.search.criteria import NEWEST
from listings.search.parsed_search import ParsedSearch
from listings.search.partial_stays import PartialStays, find_partial_stays
from listings.search.quarter_stays import next_stays
from listings.search.suggestions import suggestions_for

# The middle of where students live, which is west of campus.
MAP_CENTER = (42.0525, -87.6825)
WEST_OF_LANDMARK = -0.004


def results_context(parsed: ParsedSearch, page: Page) -> dict[str, Any]:
    chips, today = chips_of(parsed.search), timezone.localdate()
    # Other sort orders leave out listings that have no value to sort by.
    known_count = parsed.facets.found if parsed.search.sort == NEWEST else None
    return {
        "today": today,
        **count_context(parsed.results, known_count),
        "chips": chips,
        "title": title_of(parsed.search),
        "controls": Controls(parsed.form, chips, next_stays(today)),
        "map_center": _map_center(parsed.search.near),
        "facets": parsed.facets.choices,
        "partial_stays": _partial_stays(parsed, page),
        "suggestions": [] if page.listings else suggestions_for(chips, parsed.corrected.q),
    }


def count_context(results: ListingQuerySet, known_count: int | None = None) -> dict[str, Any]:
    count = capped_count(results) if known_count is None else known_count
    return {"count": min(count, MAX_COUNTED), "is_capped": count > MAX_COUNTED}


def listings_in(partial_stays: PartialStays | None) -> list[Listing]:
    if not partial_stays:
        return []
    parts = [*partial_stays.parts, *chain.from_iterable(partial_stays.pairs)]
    return [part.listing for part in parts]


def _partial_stays(parsed: ParsedSearch, page: Page) -> PartialStays | None:
    """Only if all results for the whole stay are on this page."""
    if parsed.search.after or page.after:
        return None
    return find_partial_stays(parsed.without("available_from", "available_until"), parsed.corrected)


def _map_center(near: Sequence[Landmark]) -> str:
    latitude, longitude = MAP_CENTER
    if near:
        latitude, longitude = near[0].latitude, near[0].longitude + WEST_OF_LANDMARK
    return f"{latitude:.4f},{longitude:.4f}"
