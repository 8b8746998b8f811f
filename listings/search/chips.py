"""A search in words: a chip for each of its filters, which leads to the search without it."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import Truncator

from listings.models.amenity import Amenity
from listings.search.criteria import Search
from listings.search.form import KINDS


@dataclass(frozen=True, slots=True)
class Chip:
    """`group` is the filter that it belongs to; `query` is the search without it."""

    group: str
    label: str
    query: str


def chips_of(search: Search) -> list[Chip]:
    """In the order of the filters on the page."""
    found = [
        _chip(search, "q", f"“{search.q}”", "q") if search.q else None,
        _rent(search),
        _cost(search),
        _stay(search),
        _rooms(search),
        *_choices(search, "kind", "kind", dict(KINDS)),
        *_walks(search),
        *(_switch(search, name, label) for name, label in SWITCHES.items()),
        *_choices(search, "more", "amenity", dict(Amenity.choices)),
        _chip(search, "bounds", "This part of the map", "bounds") if search.bounds else None,
    ]
    return [chip for chip in found if chip]


SWITCHES = {
    "furnished": "Furnished",
    "pets": "Pets welcome",
    "verified": "Verified students",
}


def _chip(search: Search, group: str, label: str, *names: str) -> Chip:
    return Chip(group, label, search.without(*names).query())


def _rent(search: Search) -> Chip | None:
    low, high = search.min_rent, search.max_rent
    if low is None and high is None:
        return None
    if low is None:
        label = f"Up to ${high:,}"
    else:
        label = f"From ${low:,}" if high is None else f"${low:,} – ${high:,}"
    return _chip(search, "rent", label, "min_rent", "max_rent")


def _cost(search: Search) -> Chip | None:
    if search.max_cost is None:
        return None
    return _chip(search, "rent", f"All in up to ${search.max_cost:,}", "max_cost")


def _stay(search: Search) -> Chip | None:
    first, last = search.available_from, search.available_until
    if not (first or last):
        return None
    # The same year is named once: on a phone, the chip shares its row with others.
    one_year = first and last and first.year == last.year
    start = first and date_format(first, "M j" if one_year else "M j, Y")
    end = last and date_format(last, "M j, Y")
    open_ended = f"From {start}" if start else f"Until {end}"
    label = f"{start} – {end}" if start and end else open_ended
    return _chip(search, "stay", label, "available_from", "available_until")


def _rooms(search: Search) -> Chip | None:
    parts = []
    if search.bedrooms is not None:
        parts.append(f"{search.bedrooms}+ beds" if search.bedrooms else "Studio")
    if search.bathrooms is not None:
        parts.append(f"{search.bathrooms.normalize():f}+ baths")
    return _chip(search, "rooms", ", ".join(parts), "bedrooms", "bathrooms") if parts else None


def _walks(search: Search) -> list[Chip]:
    how = f"{search.max_walk} min to" if search.max_walk else "Near"
    return [
        Chip("walk", f"{how} {mark.short}", search.without_choice("near", mark).query())
        for mark in search.near
    ]


def _switch(search: Search, name: str, label: str) -> Chip | None:
    return _chip(search, "more", label, name) if getattr(search, name) else None


def _choices(search: Search, group: str, name: str, labels: dict[str, str]) -> list[Chip]:
    return [
        Chip(group, labels[value], search.without_choice(name, value).query())
        for value in getattr(search, name)
    ]


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
