"""Positions in Evanston, checked against each other and against known facts."""

import json
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from listings.geography.base_map import GEOMETRY, base_map, shapes
from listings.geography.distance import meters_between, reach_meters, walk_minutes
from listings.geography.landmarks import LANDMARKS, campus_area, nearest
from listings.geography.streets import STREETS, interpolate, locate, street_of

GROUND = Path(__file__).parents[2] / "static" / "map" / "ground.json"
BY_SLUG = {landmark.slug: landmark for landmark in LANDMARKS}


def surrounds(ring, point):
    """Whether a ring of (latitude, longitude) contains a point: it has an odd number of edges to
    the east."""
    (lat, lng), inside = point, False
    for (lat_a, lng_a), (lat_b, lng_b) in pairwise([*ring, ring[0]]):
        if (lat_a > lat) != (lat_b > lat):
            inside ^= lng < lng_a + (lat - lat_a) / (lat_b - lat_a) * (lng_b - lng_a)
    return inside


def rings(kind):
    return [(name, points) for shape, name, points in shapes() if shape == kind]


def apart(a, b):
    return meters_between(BY_SLUG[a].point, BY_SLUG[b].point)


def test_landmarks_are_in_the_order_of_the_campus_walk():
    assert list(BY_SLUG) == [
        "tech", "norris", "kresge", "library", "kellogg", "arch", "ryan-field", "davis", "target",
    ]  # fmt: skip


def test_no_two_landmarks_share_a_position():
    assert min(meters_between(a.point, b.point) for a, b in combinations(LANDMARKS, 2)) > 100


@pytest.mark.parametrize(
    ("a", "b", "meters"),
    [
        ("arch", "tech", 730),
        ("arch", "kresge", 185),
        ("norris", "library", 145),
        ("tech", "kellogg", 320),
        ("tech", "ryan-field", 1610),
        ("arch", "davis", 700),
        ("davis", "target", 155),
        ("library", "tech", 530),
    ],
)
def test_distances_between_landmarks_agree_with_the_campus_map(a, b, meters):
    assert apart(a, b) == pytest.approx(meters, abs=60)


def test_directions_between_landmarks_are_right():
    tech, field, davis = BY_SLUG["tech"], BY_SLUG["ryan-field"], BY_SLUG["davis"]
    assert field.latitude > tech.latitude
    assert field.longitude < tech.longitude
    assert BY_SLUG["kellogg"].longitude > tech.longitude
    assert davis.latitude < BY_SLUG["arch"].latitude
    assert davis.longitude < BY_SLUG["target"].longitude
    assert BY_SLUG["norris"].longitude > BY_SLUG["library"].longitude > BY_SLUG["arch"].longitude


def test_all_but_the_stadium_are_east_of_ridge_avenue():
    ridge = STREETS["Ridge Ave"].knots
    west = [a.slug for a in LANDMARKS if a.longitude < min(knot.longitude for knot in ridge)]
    assert west == ["ryan-field"]


@pytest.mark.parametrize(
    "slug", ["tech", "norris", "kresge", "library", "kellogg", "arch", "ryan-field"]
)
def test_campus_landmarks_are_on_campus(slug):
    assert any(surrounds(ring, BY_SLUG[slug].point) for _, ring in rings("campus"))


@pytest.mark.parametrize(
    ("slug", "area"),
    [("tech", "north"), ("kellogg", "north"), ("ryan-field", "north"), ("norris", "mid"),
     ("library", "mid"), ("arch", "south"), ("kresge", "south"), ("target", "south")],
)  # fmt: skip
def test_campus_areas_are_what_students_call_them(slug, area):
    assert campus_area(BY_SLUG[slug].latitude) == area


@pytest.mark.parametrize("mark", LANDMARKS, ids=lambda mark: mark.slug)
def test_nearest_landmark_is_the_fewest_meters_away(mark):
    for north, east in [(0, 0), (0.002, 0), (0, 0.003), (-0.01, -0.02), (0.1, -0.2)]:
        here = (mark.latitude + north, mark.longitude + east)
        meters = {other.slug: meters_between(here, other.point) for other in LANDMARKS}
        assert meters[nearest(here).slug] == pytest.approx(min(meters.values()), rel=1e-3)


def test_degree_of_latitude_is_111_kilometers():
    assert meters_between((42, -87.68), (43, -87.68)) == pytest.approx(111_195, abs=1)


def test_degree_of_longitude_shrinks_with_the_cosine_of_the_latitude():
    assert meters_between((60, 0), (60, 1)) == pytest.approx(111_195 / 2, rel=0.001)


def test_walk_is_symmetric_and_at_least_a_minute():
    tech, arch = BY_SLUG["tech"].point, BY_SLUG["arch"].point
    assert walk_minutes(tech, tech) == 1
    assert walk_minutes(tech, arch) == walk_minutes(arch, tech) == 11


@pytest.mark.parametrize("minutes", [1, 5, 10, 20])
def test_reach_finds_every_home_within_the_minutes_and_none_beyond(minutes):
    degree = meters_between((42, -87.68), (43, -87.68))
    just_inside = (42 + (reach_meters(minutes) - 1) / degree, -87.68)
    just_outside = (42 + (reach_meters(minutes) + 1) / degree, -87.68)
    assert walk_minutes((42, -87.68), just_inside) == minutes
    assert walk_minutes((42, -87.68), just_outside) == minutes + 1


@pytest.mark.parametrize(
    ("address", "slug", "meters"),
    [
        ("1616 Sherman Ave", "target", 80),
        ("2145 Sheridan Rd", "tech", 150),
        ("1501 Central St", "ryan-field", 200),
        ("1612 Benson Ave", "davis", 100),
        ("1603 Orrington Ave", "target", 200),
        ("1999 Sheridan Rd", "library", 300),
    ],
)
def test_address_of_a_landmark_is_located_at_it(address, slug, meters):
    assert meters_between(locate(address), BY_SLUG[slug].point) < meters


@pytest.mark.parametrize(
    ("address", "latitude", "longitude"),
    [
        ("1936 Maple Ave", 42.05344, -87.68492),
        ("914 Noyes St", 42.05831, -87.68383),
        ("629 Foster St", 42.05415, -87.67870),
        ("1125 Emerson St", 42.05264, -87.68711),
        ("1811 Emerson St", 42.05235, -87.69798),
        ("1735 Benson Ave", 42.04963, -87.68311),
        ("812 Clark St", 42.04983, -87.68250),
        ("640 Church St", 42.04806, -87.68062),
        ("1640 Chicago Ave", 42.04759, -87.67960),
        ("1557 Sherman Ave", 42.04577, -87.68165),
        ("1307 Chicago Ave", 42.04147, -87.68038),
        ("821 Dempster St", 42.04134, -87.68328),
        ("519 Main St", 42.03408, -87.67877),
        ("2303 Ridge Ave", 42.05941, -87.68512),
        ("1907 Central St", 42.06446, -87.69928),
    ],
)
def test_known_buildings_are_located_within_60_meters(address, latitude, longitude):
    assert meters_between(locate(address), (latitude, longitude)) < 60


@pytest.mark.parametrize(
    "written",
    ["1019 Emerson St", "1019 emerson", "1019 EMERSON STREET, apt 2", " 1019  Emerson St. #3B",
     "1019 Emerson St Evanston IL 60201", "1019 E. Emerson St, Evanston, IL"],
)  # fmt: skip
def test_address_is_read_however_it_is_written(written):
    assert locate(written) == locate("1019 Emerson St")
    assert street_of(written) == "Emerson St"


@pytest.mark.parametrize(
    "unknown",
    ["", "Norris", "12 Nowhere Ln", "2700 Central Park Ave", "99 Noyes St", "9000 Sherman Ave",
     "1600 Chicago Ave, Chicago, IL", "1019 Emersonian St"],
)  # fmt: skip
def test_address_outside_evanston_is_not_located(unknown):
    assert locate(unknown) is None


def test_street_without_a_number_has_a_name_but_no_location():
    assert street_of("sherman avenue") == "Sherman Ave"
    assert locate("sherman avenue") is None
    assert street_of("12 Nowhere Ln") is None


def test_suffix_tells_streets_of_the_same_name_apart():
    assert street_of("1610 Forest Place") == "Forest Pl"
    assert street_of("1510 Forest") == "Forest Ave"


@pytest.mark.parametrize("street", STREETS.values(), ids=STREETS)
def test_numbers_rise_without_a_jump(street):
    lowest, highest = street.numbers
    points = [interpolate(street, number) for number in range(lowest, highest + 1)]
    assert max(meters_between(a, b) for a, b in pairwise(points)) < 25
    assert interpolate(street, lowest - 1) is interpolate(street, highest + 1) is None


@pytest.mark.parametrize("name", ["Sherman Ave", "Maple Ave", "Ridge Ave", "Dodge Ave"])
def test_avenues_count_northward(name):
    street = STREETS[name]
    assert interpolate(street, 1900)[0] > interpolate(street, 1700)[0]


@pytest.mark.parametrize("name", ["Noyes St", "Foster St", "Church St", "Main St"])
def test_streets_count_westward_from_the_lake(name):
    street = STREETS[name]
    assert interpolate(street, 1000)[1] < interpolate(street, 800)[1]


@pytest.mark.parametrize(
    ("corner", "other"),
    [
        ("2200 Sherman Ave", "800 Noyes St"),
        ("2000 Maple Ave", "1000 Foster St"),
        ("1700 Chicago Ave", "600 Church St"),
        ("1600 Sherman Ave", "800 Davis St"),
        ("1300 Chicago Ave", "600 Dempster St"),
        ("900 Ridge Ave", "1100 Main St"),
        ("2600 Orrington Ave", "700 Central St"),
        ("1900 Ridge Ave", "1200 Emerson St"),
    ],
)
def test_streets_meet_at_their_corner(corner, other):
    assert meters_between(locate(corner), locate(other)) < 30


def test_committed_base_map_is_what_the_generator_makes():
    assert GROUND.read_text() == base_map()


def test_base_map_is_small_enough_to_load_with_the_page():
    assert GROUND.stat().st_size < 60_000


def test_base_map_is_geojson_with_kinds_and_names():
    features = json.loads(base_map())["features"]
    assert {each["properties"]["kind"] for each in features} == set(GEOMETRY)
    assert all(each["properties"]["name"] for each in features)
    for each in features:
        assert each["geometry"]["type"] == GEOMETRY[each["properties"]["kind"]]
        if each["geometry"]["type"] == "Polygon":
            (ring,) = each["geometry"]["coordinates"]
            assert ring[0] == ring[-1]


def test_base_map_is_in_or_beside_evanston():
    for _, _, points in shapes():
        for latitude, longitude in points:
            assert 42.01 < latitude < 42.09
            assert -87.72 < longitude < -87.64


@pytest.mark.parametrize("landmark", LANDMARKS, ids=lambda landmark: landmark.slug)
def test_no_landmark_is_in_the_water(landmark):
    assert not any(surrounds(ring, landmark.point) for _, ring in rings("water"))


@pytest.mark.parametrize("slug", sorted(BY_SLUG.keys() - {"davis"}))
def test_landmarks_are_in_their_buildings(slug):
    footprint = dict(rings("building"))[BY_SLUG[slug].name]
    assert surrounds(footprint, BY_SLUG[slug].point)


def test_every_address_is_on_dry_land():
    water = [ring for _, ring in rings("water") if len(ring) > 40]
    for street in STREETS.values():
        for knot in street.knots:
            point = (knot.latitude, knot.longitude)
            assert not any(surrounds(ring, point) for ring in water)
