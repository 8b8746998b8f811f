"""What the HTTP front makes of the same pages, and how many database connections it takes."""

import re
import subprocess
import threading

from django.db import connection

from bench.server import OURS, STOCK, serving
from tests.factories import ListingFactory

SECONDS = 6
PAGES = {"hello": "/healthz", "24 cards": "/listings/"}


def measure(folder):
    ListingFactory.create_batch(120)
    print("\n| front | " + " | ".join(PAGES) + " | errors | connections |")
    print("| --- " * (len(PAGES) + 3) + "|")
    rows = {name: _row(name, kind, folder) for name, kind in {"stock": STOCK, "ours": OURS}.items()}
    ratios = [ours / stock for ours, stock in zip(rows["ours"], rows["stock"], strict=True)]
    print("| **ours / stock** | " + " | ".join(f"**{ratio:.1f}×**" for ratio in ratios) + " | | |")


def _row(name, kind, folder) -> list[float]:
    with serving(kind, folder) as (port, _):
        most = _Most()
        speeds, errors = [], 0
        for path in PAGES.values():
            _wrk(port, path, 1)
            speed, wrong = _wrk(port, path, SECONDS)
            speeds.append(speed)
            errors += wrong
        _wrk(port, "/", 3, clients=300)
        cells = [f"{speed:.0f}/s" for speed in speeds]
        print(f"| {name} | " + " | ".join(cells) + f" | {errors} | {most.end()} |", flush=True)
    return speeds


def _wrk(port, path, seconds, clients=16) -> tuple[float, int]:
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s"]
    run = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    )
    wrong = sum(int(number) for number in re.findall(r"Non-2xx.*?(\d+)", run.stdout))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1]), wrong


class _Most:
    """Watches how many connections the database has at the most, but for our own."""

    def __init__(self):
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._over.wait(0.1):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                )
                # Less this one, and the one that the listings were made by.
                self._most = max(self._most, cursor.fetchone()[0] - 2)
        connection.close()

    def end(self) -> int:
        self._over.set()
        self._thread.join()
        return self._most
