"""Pins for a map: each place while they are few, counts in a grid when they are many."""

from django.db.models import Avg, Count, F, Min
from django.db.models.functions import Floor

from listings.search.bounds import Bounds

MOST_PINS = 200
# A cluster for every 80 pixels, of a world that is 256 pixels wide at zoom 0; but however far one
# zooms in, no more than so many along a side of the view.
PIXELS = 80
MOST_ALONG_A_SIDE = 16
# How far from its cell's middle a cluster may lie, as a part of the cell.
STRAY = 0.2
SHOWN = ("title", "space", "bedrooms", "rent_per_person", "status", "public_latitude")
WORLD = Bounds(-180.0, -90.0, 180.0, 90.0)


def pins_of(listings, bounds: Bounds | None, zoom: int) -> tuple[list, list[dict]]:
    """(places, clusters) of a queryset within the bounds.

    A cluster has latitude, longitude, number and the lowest `rent` in it, in cents.
    """
    view = bounds or WORLD
    placed = listings.within(view).order_by("pk").only(*SHOWN, "public_longitude")
    few = list(placed[: MOST_PINS + 1])
    if len(few) <= MOST_PINS:
        return few, []
    cells = _cells(placed, *_cell_size(view, zoom))
    alone = [cell["one"] for cell in cells if cell["number"] == 1]
    return list(placed.filter(pk__in=alone)), [cell for cell in cells if cell["number"] > 1]


def _cell_size(view, zoom) -> tuple[float, float]:
    """Degrees (west to east, south to north)."""
    width = 360 / 2**zoom * PIXELS / 256
    # A degree of latitude is taller on the screen than one of longitude is wide, by 1/cos: 0.75
    # squares the cells at Evanston's latitude.
    return (
        max(width, (view.east - view.west) / MOST_ALONG_A_SIDE),
        max(width * 0.75, (view.north - view.south) / MOST_ALONG_A_SIDE),
    )


def _cells(placed, width, height) -> list[dict]:
    cells = (
        placed.annotate(
            column=Floor(F("public_longitude") / width), row=Floor(F("public_latitude") / height)
        )
        .values("column", "row")
        .annotate(
            number=Count("pk"),
            latitude=Avg("public_latitude"),
            longitude=Avg("public_longitude"),
            rent=Min("rent_per_person"),
            one=Min("pk"),
        )
        .order_by("column", "row")
    )
    return [
        cell
        | {
            "longitude": _inward(cell["longitude"], cell["column"], width),
            "latitude": _inward(cell["latitude"], cell["row"], height),
        }
        for cell in cells
    ]


def _inward(degrees, cell, size) -> float:
    """Towards the cell's middle: at its edge, a cluster would lie upon its neighbour's."""
    middle = (cell + 0.5) * size
    return min(max(degrees, middle - size * STRAY), middle + size * STRAY)
