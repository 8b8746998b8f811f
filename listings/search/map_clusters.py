"""Pins for a map: each listing while they are few, clusters in a grid when they are many."""

from dataclasses import dataclass
from math import floor

from listings.geography.bounds import Bounds
from listings.models import Listing
from listings.querysets.listing import ListingQuerySet
from listings.querysets.location import in_bounds

MAX_PINS = 200
# The grid counts at most this many, the newest in view.
MAX_CLUSTERED = 2000
# The size of a cell in pixels, of a world that is 256 pixels wide at zoom 0. At any zoom,
# there are at most MAX_PER_SIDE cells along a side of the view.
CELL_PIXELS = 80
MAX_PER_SIDE = 16
# How far from the middle of its cell a cluster may be, as a part of the cell.
MAX_OFFSET = 0.2
COLUMNS = (
    *("title", "space", "bedrooms", "rent_per_person", "status", "available_until"),
    *("public_latitude", "public_longitude"),
)
WORLD = Bounds(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Pins:
    """With `is_capped` there are more listings in view than the grid counted."""

    listings: list[Listing]
    clusters: list["Cluster"]
    is_capped: bool = False


@dataclass(frozen=True)
class Cluster:
    """`rent` is the lowest in it, in cents per person."""

    number: int
    longitude: float
    latitude: float
    rent: int | None


# (id, longitude, latitude, rent per person in cents)
Point = tuple[int, float, float, int | None]
# (west, south, width, height) in degrees
Cell = tuple[float, float, float, float]


def pins_of(listings: ListingQuerySet, bounds: Bounds | None, zoom: int) -> Pins:
    """The pins of the listings within the bounds."""
    view = bounds or WORLD
    placed = listings.filter(in_bounds(view)).order_by("-published_at", "-pk")
    columns = ("pk", "public_longitude", "public_latitude", "rent_per_person")
    points = list(placed.values_list(*columns)[: MAX_CLUSTERED + 1])
    if len(points) <= MAX_PINS:
        return Pins(_load(listings, points), [])
    cells = _cells(points[:MAX_CLUSTERED], *_cell_size(view, zoom))
    alone = [point for _, inside in cells for point in inside if len(inside) == 1]
    clusters = [_cluster(*cell) for cell in cells if len(cell[1]) > 1]
    return Pins(_load(listings, alone), clusters, len(points) > MAX_CLUSTERED)


def _load(listings: ListingQuerySet, points: list[Point]) -> list[Listing]:
    rows = Listing.objects.filter(pk__in=[pk for pk, *_ in points])
    return list(rows.order_by("pk").only(*COLUMNS))


def _cell_size(view: Bounds, zoom: int) -> tuple[float, float]:
    """Degrees (west to east, south to north)."""
    width = 360 / 2**zoom * CELL_PIXELS / 256
    # A degree of latitude is taller on the screen than one of longitude is wide, by 1/cos: 0.75
    # squares the cells at Evanston's latitude.
    return (
        max(width, (view.east - view.west) / MAX_PER_SIDE),
        max(width * 0.75, (view.north - view.south) / MAX_PER_SIDE),
    )


def _cells(points: list[Point], width: float, height: float) -> list[tuple[Cell, list[Point]]]:
    """Each cell that isn't empty, with the points inside."""
    cells: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        _, longitude, latitude, _ = point
        cells.setdefault((floor(longitude / width), floor(latitude / height)), []).append(point)
    return [
        ((column * width, row * height, width, height), cells[column, row])
        for column, row in sorted(cells)
    ]


def _cluster(cell: Cell, points: list[Point]) -> Cluster:
    west, south, width, height = cell
    _, longitudes, latitudes, rents = zip(*points, strict=True)
    return Cluster(
        number=len(points),
        longitude=_inward(sum(longitudes) / len(points), west, width),
        latitude=_inward(sum(latitudes) / len(points), south, height),
        rent=min((rent for rent in rents if rent is not None), default=None),
    )


def _inward(degrees: float, start: float, size: float) -> float:
    """Toward the middle of the cell: at the edge, a cluster could cover its neighbor."""
    middle = start + size / 2
    return min(max(degrees, middle - size * MAX_OFFSET), middle + size * MAX_OFFSET)
