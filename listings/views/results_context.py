"""What stands around the cards of a page of results: in words what was asked, how much there is,
what else to do."""

from itertools import chain

from django.utils import timezone

from listings.models import Listing
from listings.pagination import MOST_COUNTED, capped_count
from listings.search.chips import chips_of, title_of
from listings.search.controls import Controls
from listings.search.criteria import NEWEST
from listings.search.partial_stays import partly_free
from listings.search.quarter_stays import next_stays
from listings.search.suggestions import ways_out

# The middle of where students live, which is west of where they study.
LIVED_IN = (42.0525, -87.6825)
WEST = -0.004


def surroundings(asked, page) -> dict:
    chips, today = chips_of(asked.search), timezone.localdate()
    return {
        "today": today,
        # Other sorts leave out what has no such key.
        **count_of(asked.found, asked.facets.found if asked.search.sort == NEWEST else None),
        "chips": chips,
        "title": title_of(asked.search),
        "controls": Controls(asked.form, chips, next_stays(today)),
        "map_center": _map_center(asked.search.near),
        "facets": asked.facets.choices,
        "partly": _partly(asked, page),
        "ways": []
        if page.listings
        else ways_out(Listing.objects.published(), chips, asked.meant.q),
    }


def count_of(found, known: int | None = None) -> dict:
    count = capped_count(found) if known is None else known
    return {"count": min(count, MOST_COUNTED), "is_capped": count > MOST_COUNTED}


def listings_of(partly) -> list:
    if not partly:
        return []
    return [part.listing for part in [*partly.parts, *chain.from_iterable(partly.pairs)]]


def _partly(asked, page):
    """What is free for a part of the stay, where what is free for all of it fits on one page."""
    if asked.search.after or page.after:
        return None
    return partly_free(asked.without("available_from", "available_until"), asked.meant)


def _map_center(near) -> str:
    latitude, longitude = (near[0].latitude, near[0].longitude + WEST) if near else LIVED_IN
    return f"{latitude:.4f},{longitude:.4f}"
