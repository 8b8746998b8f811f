"""Pages a second through our HTTP server, and how many database connections it takes."""

from pathlib import Path

from bench.page_load import DatabaseConnections, PageLoad
from bench.servers import PLATFORM, STOCK_DJANGO, serving
from bench.table import print_table
from tests.support.factories import ListingFactory

SECONDS = 6
CLIENTS, MANY_CLIENTS = 16, 300
PAGES = {"hello": "/healthz", "24 cards": "/listings/"}


def measure(folder: Path) -> None:
    ListingFactory.create_batch(120)
    stock, ours = _measure_server(STOCK_DJANGO, folder), _measure_server(PLATFORM, folder)
    rows = [
        [name, *(f"{rate:.0f}/s" for rate in rates), errors, connections]
        for name, (rates, errors, connections) in {"stock": stock, "ours": ours}.items()
    ]
    pairs = zip(ours[0], stock[0], strict=True)
    rows.append(["ours / stock", *(f"{mine / theirs:.1f}×" for mine, theirs in pairs), "", ""])
    print_table(["HTTP server", *PAGES, "errors", "connections"], rows)


def _measure_server(command: list[str], folder: Path) -> tuple[list[float], int, int]:
    """Return the rate for each page, all errors, and the most database connections."""
    rates, errors = [], 0
    with serving(command, folder) as (port, _), DatabaseConnections() as connections:
        for path in PAGES.values():
            with PageLoad(port, path, CLIENTS, 1):  # warms up
                pass
            with PageLoad(port, path, CLIENTS, SECONDS) as load:
                pass
            rates.append(load.rate)
            errors += load.errors
        with PageLoad(port, "/", MANY_CLIENTS, 3):
            pass
    return rates, errors, connections.most
