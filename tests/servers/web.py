"""A web process as Heroku runs it: the Procfile's server alone, on a free port."""

import os
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

from tests.servers.process import Process, free_port

ESTABLISHED = "01"  # in /proc/net/tcp
ROOT = Path(__file__).resolve().parents[2]


class Web(Process):
    """Stopped or killed and started again, it keeps its port."""

    def __init__(self, folder: Path, database: str, **variables: str):
        """`database`: the name of its database; `variables`: changes to the environment."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket_url = f"ws://127.0.0.1:{self.port}/ws/"
        self.name = f"web-{self.port}"  # the name of its connections in Postgres
        settings = {
            "PGAPPNAME": self.name,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_NAME": database,
            "SITE_URL": self.url,
        }
        command = [
            sys.executable,
            "-m",
            "nu_housing_app.server.command",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        super().__init__(
            [*command, "nu_housing_app.asgi:application"],
            folder / f"web-{self.port}.log",
            cwd=ROOT,
            env=os.environ | settings | variables,
        )

    def start(self):
        super().start(ready=self._lives)

    def connections_read(self) -> int:
        """The number of open connections whose data the process has read completely."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        own = f"0100007F:{self.port:04X}"
        return sum(
            local == own and state == ESTABLISHED and queues.endswith(":00000000")
            for _, local, _, state, queues, *_ in rows
        )

    def _lives(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False
