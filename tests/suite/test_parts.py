"""The parts of `make test` run every test."""

import re
from itertools import chain, combinations
from pathlib import Path

from tests.runner.parts import ALL_PARTS, ON_SQLITE, PARTS_OF_SELECTED_TESTS

ROOT = Path(__file__).parents[2]
MARKERS = ["e2e", "faults", "heroku", "postgres", "redis"]
KINDS = [*map(set, chain.from_iterable(combinations(MARKERS, n) for n in range(len(MARKERS) + 1)))]


def test_each_test_runs_once_on_real_servers():
    for parts in (ALL_PARTS, PARTS_OF_SELECTED_TESTS):
        first = [part for part in parts if part is not ON_SQLITE]
        for markers in KINDS:
            assert sum(part.includes(markers) for part in first) == 1, markers


def test_folders_of_a_part_hold_all_of_its_tests():
    for path in ROOT.glob("tests/**/test_*.py"):
        for part in ALL_PARTS:
            if part.folders and part.includes(markers_in(path)):
                assert any(path.is_relative_to(ROOT / folder) for folder in part.folders), path


def markers_in(path: Path) -> set[str]:
    by_folder = {"e2e"} if path.is_relative_to(ROOT / "tests/e2e") else set()
    return by_folder | set(re.findall(r"mark\.(\w+)", path.read_text()))


def test_tests_without_servers_run_on_sqlite_too():
    assert ON_SQLITE.includes(set())
    assert not any(ON_SQLITE.includes(markers) for markers in KINDS if markers & {"e2e", "redis"})
    assert ON_SQLITE in ALL_PARTS
    assert ON_SQLITE in PARTS_OF_SELECTED_TESTS
