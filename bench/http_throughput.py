"""What the HTTP front makes of the same pages, and how many database connections it takes."""

from bench.page_load import Connections, Readers
from bench.servers import OURS, STOCK, serving
from bench.table import print_table
from tests.factories import ListingFactory

SECONDS = 6
CLIENTS, MANY = 16, 300
PAGES = {"hello": "/healthz", "24 cards": "/listings/"}


def measure(folder):
    ListingFactory.create_batch(120)
    figures = {name: _front(kind, folder) for name, kind in {"stock": STOCK, "ours": OURS}.items()}
    rows = [
        [name, *(f"{speed:.0f}/s" for speed in speeds), errors, connections]
        for name, (speeds, errors, connections) in figures.items()
    ]
    pairs = zip(figures["ours"][0], figures["stock"][0], strict=True)
    rows.append(["ours / stock", *(f"{ours / stock:.1f}×" for ours, stock in pairs), "", ""])
    print_table(["front", *PAGES, "errors", "connections"], rows)


def _front(kind, folder) -> tuple[list[float], int, int]:
    speeds, errors = [], 0
    with serving(kind, folder) as (port, _), Connections() as connections:
        for path in PAGES.values():
            with Readers(port, path, CLIENTS, 1):
                pass
            with Readers(port, path, CLIENTS, SECONDS) as readers:
                pass
            speeds.append(readers.speed)
            errors += readers.errors
        with Readers(port, "/", MANY, 3):
            pass
    return speeds, errors, connections.most
