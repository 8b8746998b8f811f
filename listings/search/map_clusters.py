"""Pins for a map: each place while they are few, counts in a grid when they are many."""

from dataclasses import dataclass
from math import floor

from listings.search.bounds import Bounds

MOST_PINS = 200
# Of so many, the newest in view, the grid counts.
MOST_COUNTED = 2000
# A cluster for every 80 pixels, of a world that is 256 pixels wide at zoom 0; but however far one
# zooms in, no more than so many along a side of the view.
PIXELS = 80
MOST_ALONG_A_SIDE = 16
# How far from its cell's middle a cluster may lie, as a part of the cell.
STRAY = 0.2
SHOWN = ("title", "space", "bedrooms", "rent_per_person", "status", "available_until")
SHOWN += ("public_latitude", "public_longitude")
WORLD = Bounds(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Pins:
    """`places` are listings; a cluster has latitude, longitude, number and the lowest `rent` in
    it, in cents. With `is_capped` there are more than were counted."""

    places: list
    clusters: list[dict]
    is_capped: bool = False


def pins_of(listings, bounds: Bounds | None, zoom: int) -> Pins:
    """What of a queryset lies within the bounds."""
    view = bounds or WORLD
    placed = listings.within(view).order_by("-published_at", "-pk")
    points = placed.values_list("pk", "public_longitude", "public_latitude", "rent_per_person")
    points = list(points[: MOST_COUNTED + 1])
    if len(points) <= MOST_PINS:
        return Pins(_places(listings, points), [])
    cells = _cells(points[:MOST_COUNTED], *_cell_size(view, zoom))
    alone = [point for _, inside in cells for point in inside if len(inside) == 1]
    clusters = [_cluster(*cell) for cell in cells if len(cell[1]) > 1]
    return Pins(_places(listings, alone), clusters, len(points) > MOST_COUNTED)


def _places(listings, points) -> list:
    rows = listings.model.objects.filter(pk__in=[pk for pk, *_ in points])
    return list(rows.order_by("pk").only(*SHOWN))


def _cell_size(view, zoom) -> tuple[float, float]:
    """Degrees (west to east, south to north)."""
    width = 360 / 2**zoom * PIXELS / 256
    # A degree of latitude is taller on the screen than one of longitude is wide, by 1/cos: 0.75
    # squares the cells at Evanston's latitude.
    return (
        max(width, (view.east - view.west) / MOST_ALONG_A_SIDE),
        max(width * 0.75, (view.north - view.south) / MOST_ALONG_A_SIDE),
    )


def _cells(points, width, height) -> list[tuple]:
    """((west, south, width, height), the points inside) for each cell that has any."""
    cells = {}
    for point in points:
        _, longitude, latitude, _ = point
        cells.setdefault((floor(longitude / width), floor(latitude / height)), []).append(point)
    return [
        ((column * width, row * height, width, height), cells[column, row])
        for column, row in sorted(cells)
    ]


def _cluster(cell, points) -> dict:
    west, south, width, height = cell
    _, longitudes, latitudes, rents = zip(*points, strict=True)
    return {
        "number": len(points),
        "longitude": _inward(sum(longitudes) / len(points), west, width),
        "latitude": _inward(sum(latitudes) / len(points), south, height),
        "rent": min((rent for rent in rents if rent is not None), default=None),
    }


def _inward(degrees, start, size) -> float:
    """Towards the cell's middle: at its edge, a cluster would lie upon its neighbor's."""
    middle = start + size / 2
    return min(max(degrees, middle - size * STRAY), middle + size * STRAY)
