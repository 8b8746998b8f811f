"""Pins: one for each of a few listings, clusters in a grid for many."""

from itertools import combinations

import pytest

from listings.models import Listing
from listings.search import map_clusters
from tests.support.factories import ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
AROUND = "-87.75,42.00,-87.60,42.10"


def pins(client, **query):
    answer = client.get("/listings/map.json", {"bounds": AROUND, "zoom": "14"} | query)
    assert answer.status_code == 200
    return answer.json()


def many(number, **fields):
    """Listings at random points of the city."""
    lister = VerifiedStudentFactory()
    Listing.objects.bulk_create_and_record(
        Listing(
            lister=lister,
            status="published",
            rent_per_person=50_000 + n,
            public_latitude=42.03 + n * 7919 % 400 / 10_000,
            public_longitude=-87.70 + n * 104_729 % 300 / 10_000,
            **fields,
        )
        for n in range(number)
    )


def test_pin_has_public_point_rent_and_url(client):
    listing = ListingFactory(rent=190_000, people=2, space="entire")
    [feature] = pins(client)["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [round(listing.public_longitude, 6), round(listing.public_latitude, 6)],
    }
    assert feature["properties"] == {
        "id": listing.pk,
        "rent": 95_000,
        "title": listing.title,
        "summary": "Entire 3-bed",
        "url": f"/listings/{listing.pk}/",
        "status": "published",
    }


def test_pins_answer_the_same_query_as_the_list(client):
    cheap = ListingFactory(rent=60_000)
    ListingFactory(rent=160_000)
    features = pins(client, max_rent="900")["features"]
    assert [feature["properties"]["id"] for feature in features] == [cheap.pk]


def test_listing_without_a_location_has_no_pin(client):
    ListingFactory(latitude=None, longitude=None)
    assert pins(client) == {
        "type": "FeatureCollection", "features": [], "newest": None, "elsewhere": None,
        "errors": {},
    }  # fmt: skip


def test_empty_view_names_where_results_are(client):
    listing = ListingFactory()
    answer = pins(client, bounds="10,10,11,11")
    assert answer["features"] == []
    assert answer["elsewhere"] == [listing.public_longitude, listing.public_latitude] * 2


def test_clusters_count_every_listing(client):
    many(map_clusters.MAX_PINS + 50)
    features = pins(client)["features"]
    counts = [feature["properties"].get("count", 1) for feature in features]
    assert sum(counts) == map_clusters.MAX_PINS + 50
    assert len(features) < map_clusters.MAX_PINS


def test_of_very_many_only_the_newest_are_counted(client, monkeypatch):
    monkeypatch.setattr(map_clusters, "MAX_CLUSTERED", 260)
    monkeypatch.setattr("listings.views.map.MAX_CLUSTERED", 260)
    many(260)
    assert pins(client)["newest"] is None
    many(40)
    answer = pins(client)
    assert answer["newest"] == 260
    assert sum(f["properties"].get("count", 1) for f in answer["features"]) == 260


def test_cluster_has_the_lowest_rent_and_is_within_the_view(client):
    many(map_clusters.MAX_PINS + 50)
    grouped = [f for f in pins(client)["features"] if "count" in f["properties"]]
    assert min(feature["properties"]["rent"] for feature in grouped) == 50_000
    for feature in grouped:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -87.75 <= longitude <= -87.60
        assert 42.00 <= latitude <= 42.10


def test_clusters_do_not_overlap(client):
    many(400)
    features = pins(client, zoom="13")["features"]
    # A single listing keeps its point: the page draws it as a dot below a cluster.
    points = [f["geometry"]["coordinates"] for f in features if "count" in f["properties"]]
    pixels = [(x * 256 * 2**13 / 360, y * 256 * 2**13 / 360 / 0.75) for x, y in points]
    assert len(pixels) > 4
    for (x1, y1), (x2, y2) in combinations(pixels, 2):
        assert max(abs(x1 - x2), abs(y1 - y2)) > 40


@pytest.mark.parametrize("zoom", ["0", "22", "-3", "ten"])
@pytest.mark.parametrize("bounds", [AROUND, "-180,-90,180,90", "", "-87.7,42.03,-87.67,42.07"])
def test_response_size_is_bounded(client, zoom, bounds):
    many(400)
    limit = (map_clusters.MAX_PER_SIDE + 1) ** 2
    assert 0 < len(pins(client, zoom=zoom, bounds=bounds)["features"]) <= limit


@pytest.mark.parametrize("bounds", ["170,42,-170,43", "-87.6,42.1,-87.7,42.0"])
def test_view_across_the_date_line_is_empty(client, bounds):
    ListingFactory()
    answer = pins(client, bounds=bounds)
    assert (answer["features"], answer["errors"]) == ([], {})


def test_ignored_values_are_reported(client):
    ListingFactory()
    answer = pins(client, bounds="here", max_rent="low")
    assert set(answer["errors"]) == {"bounds", "max_rent"}
    assert len(answer["features"]) == 1
