"""The base map for when no tile server is configured: Evanston as one small GeoJSON file.

    python -m listings.geography.base_map > static/map/ground.json

`shapes.csv` has the shore, campus, parks, rails and buildings, each as "latitude longitude" pairs.
The streets come from the geocoder, so that pins are on the street that they name.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from listings.geography.distance import Point
from listings.geography.streets import STREETS

# (kind, name, points)
Shape = tuple[str, str, list[Point]]

# Painted in this order, each over the one before.
GEOMETRY = {
    "campus": "Polygon",
    "park": "Polygon",
    "water": "Polygon",
    "street": "LineString",
    "rail": "LineString",
    "building": "Polygon",
    "station": "Point",
}


def shapes() -> Iterator[Shape]:
    with Path(__file__).with_name("shapes.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            pairs = (pair.split() for pair in row["points"].split(";"))
            yield row["kind"], row["name"], [(float(lat), float(lng)) for lat, lng in pairs]
    for street in STREETS.values():
        yield "street", street.name, [(knot.latitude, knot.longitude) for knot in street.knots]


def coordinates(geometry: str, points: list[Point]) -> list[Any]:
    """In GeoJSON's order and nesting: longitude first, and the ring of a polygon closed."""
    positions: list[Any] = [[round(lng, 5), round(lat, 5)] for lat, lng in points]
    if geometry == "Point":
        point: list[Any] = positions[0]
        return point
    return positions if geometry == "LineString" else [[*positions, positions[0]]]


def feature(kind: str, name: str, points: list[Point]) -> dict[str, Any]:
    geometry = GEOMETRY[kind]
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": {"type": geometry, "coordinates": coordinates(geometry, points)},
    }


def base_map() -> str:
    """The FeatureCollection as text, with one feature per line for readable diffs."""
    layers = list(GEOMETRY)
    ordered = sorted(shapes(), key=lambda shape: layers.index(shape[0]))
    lines = (json.dumps(feature(*shape), separators=(",", ":")) for shape in ordered)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    sys.stdout.write(base_map())
