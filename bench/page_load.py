"""People who read pages, by wrk, and what that does to the database."""

import re
import subprocess
import threading
from pathlib import Path

from django.db import connection


class Readers:
    """Load a page, or what the `script` asks for, with so many clients at once while the block
    runs, `seconds` at the least. Afterwards: `speed` in pages a second, and `errors`."""

    def __init__(
        self, port: int, path: str, number: int, seconds: float, script: Path | None = None
    ):
        clients = ["wrk", "-t1", f"-c{number}", f"-d{seconds:.0f}s", "--timeout", "10s"]
        clients += ["-s", str(script)] if script else []
        self._command = [*clients, f"http://127.0.0.1:{port}{path}"] if number else None
        self.speed = 0.0
        self.errors = 0

    def __enter__(self):
        if self._command:
            self._wrk = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        if self._command is None:
            return
        told, _ = self._wrk.communicate()
        self.speed = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
        for line in re.findall(r"(?:Non-2xx|Socket errors).*", told):
            self.errors += sum(int(number) for number in re.findall(r"\b\d+", line[7:]))


class Connections:
    """Watches how many connections the database has at the most, but for our own: `most`."""

    def __init__(self):
        self.most = 0
        self._over = threading.Event()

    def __enter__(self):
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.1):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND application_name = 'web'"
                )
                self.most = max(self.most, cursor.fetchone()[0])
        connection.close()
