"""The parts of `make test`, together, are all of it."""

from itertools import chain, combinations

from tests.run import EVERYTHING, ON_SQLITE, SOME

MARKERS = ["e2e", "faults", "heroku", "postgres", "redis"]
KINDS = [*map(set, chain.from_iterable(combinations(MARKERS, n) for n in range(len(MARKERS) + 1)))]


def test_each_test_runs_once_on_real_servers():
    for parts in (EVERYTHING, SOME):
        first = [part for part in parts if part is not ON_SQLITE]
        for markers in KINDS:
            assert sum(part.takes(markers) for part in first) == 1, markers


def test_what_needs_no_server_runs_on_sqlite_too():
    assert ON_SQLITE.takes(set())
    assert not any(ON_SQLITE.takes(markers) for markers in KINDS if markers & {"e2e", "redis"})
    assert ON_SQLITE in EVERYTHING
    assert ON_SQLITE in SOME
