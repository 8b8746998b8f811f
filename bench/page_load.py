"""Clients that load pages with wrk, and a count of the database connections they cause."""

import re
import subprocess
import threading
from pathlib import Path
from typing import Self

from django.db import connection


class PageLoad:
    """Load a page, or the URLs of a wrk `script`, from `clients` connections while the block runs,
    for at least `seconds`. Afterwards `rate` is in pages a second, and `errors` a number."""

    def __init__(
        self, port: int, path: str, clients: int, seconds: float, script: Path | None = None
    ):
        wrk = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:.0f}s", "--timeout", "10s"]
        wrk += ["-s", str(script)] if script else []
        self._command = [*wrk, f"http://127.0.0.1:{port}{path}"] if clients else None
        self.rate = 0.0
        self.errors = 0

    def __enter__(self) -> Self:
        if self._command:
            self._wrk = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._command is None:
            return
        output, _error = self._wrk.communicate()
        rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
        assert rate, output
        self.rate = float(rate[1])
        for line in re.findall(r"(?:Non-2xx|Socket errors).*", output):
            self.errors += sum(int(number) for number in re.findall(r"\b\d+", line[7:]))


class DatabaseConnections:
    """Counts the web process's database connections while the block runs: `most` at one time."""

    def __init__(self) -> None:
        self.most = 0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND application_name = 'web'"
                )
                self.most = max(self.most, cursor.fetchone()[0])
        connection.close()
