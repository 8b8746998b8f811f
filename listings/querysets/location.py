"""Conditions on where a listing is. All points are the public ones."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from listings.geography.bounds import Bounds, HasLocation, reach_box
from listings.geography.distance import METERS_PER_DEGREE


def in_bounds(bounds: Bounds) -> Q:
    """On this part of the map."""
    if bounds.west > bounds.east or bounds.south > bounds.north:
        return Q(pk__in=[])
    return Q(
        public_latitude__range=(bounds.south, bounds.north),
        public_longitude__range=(bounds.west, bounds.east),
    )


def in_reach(points: Sequence[HasLocation], meters: float) -> Q:
    """Within this distance of each of them, in a straight line.

    An index finds what is in the bounding box; of that, only the circle is kept.
    """
    in_circle = LessThanOrEqual(distance_to(points), (meters / METERS_PER_DEGREE) ** 2)
    return in_bounds(reach_box(points, meters)) & Q(in_circle)


def beyond(points: Sequence[HasLocation], meters: float) -> Q:
    """Farther than this from at least one of them."""
    return Q(GreaterThan(distance_to(points), (meters / METERS_PER_DEGREE) ** 2))


def distance_to(points: Sequence[HasLocation]) -> Any:
    """The square of the degrees (of latitude) to the farthest of them, for comparisons."""
    squares = [_square_to(point) for point in points]
    return Greatest(*squares) if len(squares) > 1 else squares[0]


def _square_to(point: HasLocation) -> "ExpressionWrapper[Any]":
    north = F("public_latitude") - point.latitude
    east = (F("public_longitude") - point.longitude) * cos(radians(point.latitude))
    return ExpressionWrapper(north * north + east * east, output_field=FloatField())
