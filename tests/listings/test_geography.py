"""Evanston as the package knows it: positions checked against each other and known facts."""

from itertools import combinations

import pytest

from listings.geography.distance import metres_between, reach_metres, walk_minutes
from listings.geography.landmarks import LANDMARKS, campus_area

BY_SLUG = {landmark.slug: landmark for landmark in LANDMARKS}


def apart(a, b):
    return metres_between(BY_SLUG[a].point, BY_SLUG[b].point)


def test_landmarks_are_offered_in_the_order_of_the_campus_walk():
    assert list(BY_SLUG) == [
        "tech", "norris", "kresge", "library", "kellogg", "arch", "ryan-field", "davis", "target",
    ]  # fmt: skip


def test_no_two_landmarks_share_a_position():
    assert min(metres_between(a.point, b.point) for a, b in combinations(LANDMARKS, 2)) > 100


@pytest.mark.parametrize(
    ("a", "b", "metres"),
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
def test_landmarks_lie_as_far_apart_as_on_the_campus_map(a, b, metres):
    assert apart(a, b) == pytest.approx(metres, abs=60)


def test_landmarks_lie_in_the_right_directions():
    tech, field, davis = BY_SLUG["tech"], BY_SLUG["ryan-field"], BY_SLUG["davis"]
    assert field.latitude > tech.latitude
    assert field.longitude < tech.longitude
    assert BY_SLUG["kellogg"].longitude > tech.longitude
    assert davis.latitude < BY_SLUG["arch"].latitude
    assert davis.longitude < BY_SLUG["target"].longitude
    assert BY_SLUG["norris"].longitude > BY_SLUG["library"].longitude > BY_SLUG["arch"].longitude


@pytest.mark.parametrize(
    ("slug", "area"),
    [("tech", "north"), ("kellogg", "north"), ("ryan-field", "north"), ("norris", "mid"),
     ("library", "mid"), ("arch", "south"), ("kresge", "south"), ("target", "south")],
)  # fmt: skip
def test_campus_areas_are_what_students_call_them(slug, area):
    assert campus_area(BY_SLUG[slug].latitude) == area


def test_a_degree_of_latitude_is_111_kilometres():
    assert metres_between((42, -87.68), (43, -87.68)) == pytest.approx(111_195, abs=1)


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_the_latitude():
    assert metres_between((60, 0), (60, 1)) == pytest.approx(111_195 / 2, rel=0.001)


def test_a_walk_is_symmetric_and_never_under_a_minute():
    tech, arch = BY_SLUG["tech"].point, BY_SLUG["arch"].point
    assert walk_minutes(tech, tech) == 1
    assert walk_minutes(tech, arch) == walk_minutes(arch, tech) == 11


@pytest.mark.parametrize("minutes", [1, 5, 10, 20])
def test_reach_finds_every_home_within_the_minutes_and_none_beyond(minutes):
    degree = metres_between((42, -87.68), (43, -87.68))
    just_inside = (42 + (reach_metres(minutes) - 1) / degree, -87.68)
    just_outside = (42 + (reach_metres(minutes) + 1) / degree, -87.68)
    assert walk_minutes((42, -87.68), just_inside) == minutes
    assert walk_minutes((42, -87.68), just_outside) == minutes + 1
