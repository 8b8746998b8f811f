"""Searches among a thousand, a hundred thousand and a million listings; and the page of results,
beside the same page by Django's own handler with nothing kept."""

import os
from pathlib import Path

from bench import bar_chart
from bench.page_load import Readers
from bench.search.databases import living_in
from bench.search.query_times import milliseconds
from bench.servers import OURS, STOCK, serving
from bench.table import print_table, ratio

SIZES = (1_000, 100_000, 1_000_000)
PAGE_OF = 100_000
CLIENTS, MANY, SECONDS = 16, 200, 10
PAGE, ANOTHER = "/listings/?max_rent=900", Path(__file__).parent / "uncached_searches.lua"
PLOT = Path(__file__).parents[1] / "search_times.svg"


def measure(folder):
    adverts = os.environ.get("UCI_CSV", "")
    if not adverts:
        print("\nsearch: left out, since UCI_CSV names no file of adverts (see bench/README.md)")
        return
    times, crowds = {}, {}
    for size in SIZES:
        with living_in(size, Path(adverts)):
            times[size] = milliseconds()
            crowds[size] = _crowd(folder)
            if size == PAGE_OF:
                _against_stock(folder)
    _tell(times, crowds)


def _crowd(folder) -> Readers:
    with serving(OURS, folder) as (port, _):
        with Readers(port, PAGE, MANY, 1):
            pass
        with Readers(port, PAGE, MANY, SECONDS) as readers:
            pass
    return readers


def _against_stock(folder):
    os.environ["BENCH_CACHES"] = "off"
    with serving(STOCK, folder) as (port, _):
        stock = _speed(port)
    with serving(OURS, folder) as (port, _):
        first = _speed(port)
    del os.environ["BENCH_CACHES"]
    with serving(OURS, folder) as (port, _):
        another, warm = _speed(port, ANOTHER), _speed(port)
    speeds = {"nothing kept": first, "another search each time": another, "warm": warm}
    rows = [["stock, nothing kept", f"{stock:.0f}/s", ""]]
    rows += [[name, f"{speed:.0f}/s", ratio(speed, stock)] for name, speed in speeds.items()]
    print_table(["24 cards of 100,000", "pages", "/ stock"], rows)


def _speed(port, script=None) -> float:
    with Readers(port, PAGE, CLIENTS, 2, script):
        pass
    with Readers(port, PAGE, CLIENTS, SECONDS, script) as readers:
        pass
    return readers.speed


def _tell(times, crowds):
    names = list(times[SIZES[0]])
    rows = [
        [name, *(f"{times[size][name]:.1f} ms" for size in SIZES), _growth(times, name)]
        for name in names
    ]
    readers = [f"{crowds[size].speed:.0f}/s, {crowds[size].errors} errors" for size in SIZES]
    sizes = [f"{size:,}" for size in SIZES]
    print_table(["in the database", *sizes, "1 M / 1 k"], [*rows, ["200 readers", *readers, ""]])
    bars = {f"{size:,}": [times[size][name] for name in names] for size in SIZES}
    numbers = range(1, len(names) + 1)
    bar_chart.write(PLOT, "ms in the database, in the order of the table", numbers, bars)


def _growth(times, name) -> str:
    return ratio(times[SIZES[-1]][name], times[SIZES[0]][name])
