"""The ready-made searches of the home page."""

from dataclasses import dataclass
from datetime import date

from listings.geography.landmarks import LANDMARKS
from listings.search.criteria import Search
from listings.search.quarter_stays import next_stays


@dataclass(frozen=True, slots=True)
class Shortcut:
    label: str
    icon: str
    search: Search


def shortcuts_for(today: date) -> list[Shortcut]:
    """By how many students search for them; some may find nothing."""
    stays = {stay.label.split()[0]: stay for stay in next_stays(today)}
    summer, soonest = stays["Summer"], next_stays(today)[0]
    return [
        Shortcut("Sublets for summer", "sun", summer.search.replace(kind=("sublet",))),
        Shortcut("Rooms under $900", "wallet", Search(kind=("room",), max_rent=900)),
        Shortcut("10 min to Tech", "footprints", _walk("tech", 10)),
        Shortcut("For the school year", "graduation-cap", stays["School"].search),
        Shortcut("10 min to Kellogg", "footprints", _walk("kellogg", 10)),
        Shortcut("Furnished", "sofa", Search(furnished=True)),
        Shortcut("Pets welcome", "paw-print", Search(pets=True)),
        Shortcut(soonest.label, "calendar", soonest.search),
        Shortcut("Whole places with 3+ beds", "house", Search(kind=("entire",), bedrooms=3)),
    ]


def _walk(slug: str, minutes: int) -> Search:
    near = tuple(mark for mark in LANDMARKS if mark.slug == slug)
    return Search(near=near, max_walk=minutes)
