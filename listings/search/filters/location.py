"""Where a listing is, by its public point."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from listings.geography.bounds import reach_box
from listings.geography.distance import reach_meters
from listings.geography.landmarks import LANDMARKS
from listings.querysets.location import in_bounds, in_reach
from listings.search.filters.base import (
    Chip,
    Choice,
    Filter,
    offered_or_asked,
    unset_or,
    without,
)
from listings.search.filters.fields import BoundsField, LandmarksField, always

if TYPE_CHECKING:
    from listings.geography.bounds import Bounds
    from listings.models import Listing
    from listings.search.criteria import Search

POINT = ("public_latitude", "public_longitude")
WALKS = [("", "Any walk"), *((str(n), f"{n} min") for n in (5, 10, 15, 20, 30))]


class Walk(Filter):
    """`max_walk`: minutes on foot to each of the landmarks `near` (several where roommates walk to
    several buildings), as `walk_minutes` counts them. Landmarks alone filter nothing."""

    group, template = "walk", "listings/filters/walk.html"
    reads = POINT
    fields = {
        "near": LandmarksField(LANDMARKS, label="Walk to"),
        "max_walk": forms.IntegerField(
            label="Longest walk",
            required=False,
            min_value=1,
            max_value=120,
            error_messages=always("The walk is a whole number of minutes, up to 120."),
        ),
    }

    def clean(self, form: forms.Form) -> None:
        if form.cleaned_data.get("max_walk") and not form.cleaned_data.get("near"):
            form.add_error("max_walk", "Also choose where to walk to.")

    def condition(self, search: "Search") -> Q | None:
        if not (search.near and search.max_walk):
            return None
        return in_reach(search.near, reach_meters(search.max_walk))

    def chips(self, search: "Search") -> list[Chip]:
        how = f"{search.max_walk} min to" if search.max_walk else "Near"
        chips = []
        for mark in search.near:
            others = without(search.near, mark)
            rest = search.replace(near=others, max_walk=search.max_walk if others else None)
            chips.append(Chip(self.group, f"{how} {mark.short}", rest))
        return chips

    def choices(self, search: "Search") -> dict[str, list[Choice]]:
        return {
            "near": [Choice(mark.slug, mark.name, mark in search.near) for mark in LANDMARKS],
            "max_walk": offered_or_asked(WALKS, search.max_walk, "{} min"),
        }

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        if not (search.near and search.max_walk):
            return {}
        return _columns(reach_box(search.near, reach_meters(search.max_walk)))


class MapBounds(Filter):
    """`bounds`: a part of the map."""

    group = "bounds"
    reads = POINT
    is_in_columns = True
    fields = {"bounds": BoundsField(label="Map")}

    def condition(self, search: "Search") -> Q | None:
        return in_bounds(search.bounds) if search.bounds else None

    def label(self, search: "Search") -> str:
        return "This part of the map" if search.bounds else ""

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        return _columns(search.bounds) if search.bounds else {}

    def may_match(self, listing: "Listing") -> Q:
        latitude, longitude = listing.public_latitude, listing.public_longitude
        return unset_or(
            south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude
        )


def _columns(box: "Bounds") -> dict[str, Any]:
    return {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
