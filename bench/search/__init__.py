"""Searches among a thousand, a hundred thousand and a million listings; and the page of results,
compared with the same page from Django's own handler with all caches off."""

import os
from pathlib import Path

from bench import bar_chart
from bench.page_load import PageLoad
from bench.search.databases import database_with
from bench.search.query_times import measure_queries
from bench.servers import PLATFORM, STOCK_DJANGO, serving
from bench.table import print_table, ratio

SIZES = (1_000, 100_000, 1_000_000)
COMPARED_SIZE = 100_000
CLIENTS, MANY_CLIENTS, SECONDS = 16, 200, 10
PAGE = "/listings/?max_rent=900"
UNCACHED_SEARCHES = Path(__file__).parent / "uncached_searches.lua"
CHART = Path(__file__).parents[1] / "search_times.svg"
Times = dict[int, dict[str, float]]  # for each size and search, milliseconds


def measure(folder: Path) -> None:
    csv_path = os.environ.get("UCI_CSV", "")
    if not csv_path:
        print("\nsearch: skipped, since UCI_CSV doesn't name the data set (see bench/README.md)")
        return
    times: Times = {}
    loads: dict[int, PageLoad] = {}
    for size in SIZES:
        with database_with(size, Path(csv_path)):
            times[size] = measure_queries()
            loads[size] = _load_page(folder)
            if size == COMPARED_SIZE:
                _compare_with_stock(folder)
    _print_times(times, loads)


def _load_page(folder: Path) -> PageLoad:
    with serving(PLATFORM, folder) as (port, _):
        with PageLoad(port, PAGE, MANY_CLIENTS, 1):  # warms up
            pass
        with PageLoad(port, PAGE, MANY_CLIENTS, SECONDS) as load:
            pass
    return load


def _compare_with_stock(folder: Path) -> None:
    os.environ["BENCH_CACHES"] = "off"
    with serving(STOCK_DJANGO, folder) as (port, _):
        stock = _rate(port)
    with serving(PLATFORM, folder) as (port, _):
        uncached = _rate(port)
    del os.environ["BENCH_CACHES"]
    with serving(PLATFORM, folder) as (port, _):
        new_searches, warm = _rate(port, UNCACHED_SEARCHES), _rate(port)
    rates = {"caches off": uncached, "each time a new search": new_searches, "warm": warm}
    rows = [["stock, caches off", f"{stock:.0f}/s", ""]]
    rows += [[name, f"{rate:.0f}/s", ratio(rate, stock)] for name, rate in rates.items()]
    print_table(["24 cards of 100,000", "pages", "/ stock"], rows)


def _rate(port: int, script: Path | None = None) -> float:
    with PageLoad(port, PAGE, CLIENTS, 2, script):  # warms up
        pass
    with PageLoad(port, PAGE, CLIENTS, SECONDS, script) as load:
        pass
    return load.rate


def _print_times(times: Times, loads: dict[int, PageLoad]) -> None:
    names = list(times[SIZES[0]])
    rows = [
        [name, *(f"{times[size][name]:.1f} ms" for size in SIZES), _growth(times, name)]
        for name in names
    ]
    readers = [f"{loads[size].rate:.0f}/s, {loads[size].errors} errors" for size in SIZES]
    sizes = [f"{size:,}" for size in SIZES]
    print_table(["in the database", *sizes, "1 M / 1 k"], [*rows, ["200 readers", *readers, ""]])
    bars = {f"{size:,}": [times[size][name] for name in names] for size in SIZES}
    numbers = range(1, len(names) + 1)
    bar_chart.write(CHART, "ms in the database, in the order of the table", numbers, bars)


def _growth(times: Times, name: str) -> str:
    return ratio(times[SIZES[-1]][name], times[SIZES[0]][name])
