"""The parts of `make test` run every test."""

from itertools import chain, combinations

from tests.runner.parts import ALL_PARTS, ON_SQLITE, PARTS_OF_SELECTED_TESTS

MARKERS = ["e2e", "faults", "heroku", "postgres", "redis"]
KINDS = [*map(set, chain.from_iterable(combinations(MARKERS, n) for n in range(len(MARKERS) + 1)))]


def test_each_test_runs_once_on_real_servers():
    for parts in (ALL_PARTS, PARTS_OF_SELECTED_TESTS):
        first = [part for part in parts if part is not ON_SQLITE]
        for markers in KINDS:
            assert sum(part.includes(markers) for part in first) == 1, markers


def test_tests_without_servers_run_on_sqlite_too():
    assert ON_SQLITE.includes(set())
    assert not any(ON_SQLITE.includes(markers) for markers in KINDS if markers & {"e2e", "redis"})
    assert ON_SQLITE in ALL_PARTS
    assert ON_SQLITE in PARTS_OF_SELECTED_TESTS
