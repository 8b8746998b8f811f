"""The map's own ground, for when no tile server is configured: Evanston as one small GeoJSON.

    python -m listings.geography.base_map > static/map/ground.json

`shapes.csv` holds shore, campus, parks, rails and buildings, each as "latitude longitude" pairs;
the streets come from the geocoder, so a pin always stands on the street that it names.
"""

import csv
import json
import sys
from pathlib import Path

from listings.geography.streets import STREETS

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


def shapes():
    """Yield (kind, name, points) of everything on the ground; a point is (latitude, longitude)."""
    with Path(__file__).with_name("shapes.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            pairs = (pair.split() for pair in row["points"].split(";"))
            yield row["kind"], row["name"], [(float(lat), float(lng)) for lat, lng in pairs]
    for street in STREETS.values():
        yield "street", street.name, [(knot.latitude, knot.longitude) for knot in street.knots]


def coordinates(geometry, points):
    """GeoJSON's own order and nesting: longitude first, and a polygon's ring closed."""
    positions = [[round(lng, 5), round(lat, 5)] for lat, lng in points]
    if geometry == "Point":
        return positions[0]
    return positions if geometry == "LineString" else [[*positions, positions[0]]]


def feature(kind, name, points):
    geometry = GEOMETRY[kind]
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": {"type": geometry, "coordinates": coordinates(geometry, points)},
    }


def ground():
    """Return the FeatureCollection as text, a feature a line so that a change shows in a diff."""
    layers = list(GEOMETRY)
    ordered = sorted(shapes(), key=lambda shape: layers.index(shape[0]))
    lines = (json.dumps(feature(*shape), separators=(",", ":")) for shape in ordered)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    sys.stdout.write(ground())
