"""The parts of `make test` run every test."""

import re
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

from tests.runner.parts import ALL_PARTS, ON_SQLITE, PARTS_OF_SELECTED_TESTS

ROOT = Path(__file__).parents[2]
MARKERS = {"e2e", "faults", "heroku", "postgres", "redis"}
MARK = re.compile(r"mark\.(\w+)")
FULL = re.MULTILINE | re.DOTALL


def test_each_test_runs_once_on_real_servers():
    for parts in (ALL_PARTS, PARTS_OF_SELECTED_TESTS):
        on_real_servers = [part for part in parts if part is not ON_SQLITE]
        for path, markers in markers_of_tests():
            takers = [p for p in on_real_servers if p.collects(path) and p.includes(markers)]
            assert len(takers) == 1, (path, markers)


def markers_of_tests() -> Iterator[tuple[Path, set[str]]]:
    """Each test file with the sets of markers that a test in it may have."""
    for file in ROOT.glob("tests/**/test_*.py"):
        path, text = file.relative_to(ROOT), file.read_text()
        of_all = set(MARK.findall("".join(re.findall(r"^pytestmark = .*?(?=\n\S)", text, FULL))))
        of_all |= {"e2e"} if path.is_relative_to("tests/e2e") else set()
        others = set(MARK.findall(text)) & MARKERS - of_all
        for chosen in chain.from_iterable(combinations(others, n) for n in range(len(others) + 1)):
            yield path, of_all | set(chosen)


def test_tests_without_servers_run_on_sqlite_too():
    assert ON_SQLITE.includes(set())
    assert not any(ON_SQLITE.includes({marker, "other"}) for marker in ("e2e", "redis", "postgres"))
    assert ON_SQLITE in ALL_PARTS
    assert ON_SQLITE in PARTS_OF_SELECTED_TESTS
