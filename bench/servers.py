"""The web processes that are measured: ours, Django's own, the tutorial's and a bare one."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import Process, answers, free_port

# A module to run and, if it is a general ASGI server, the application.
PLATFORM = ["nu_housing_app.server.command", "nu_housing_app.asgi:application"]
STOCK_DJANGO = ["daphne", "bench.stock_django:application"]
TUTORIAL_CHAT = ["daphne", "bench.tutorial_chat:application"]
BARE_SERVER = ["bench.bare_server", ""]


@contextmanager
def serving(server: list[str], folder: Path) -> Iterator[tuple[int, int]]:
    """Run a server with its log in `folder`; yields its port and its pid."""
    module, application = server
    port = free_port()
    options = ["-v0", "-b", "127.0.0.1", "-p", str(port), application]
    command: list[str | Path] = [sys.executable, "-m", module]
    command += options if application else [str(port)]
    log = folder / f"{module}-{port}.log"
    process = Process(command, log, env=os.environ | {"PGAPPNAME": "web"})
    process.start(ready=lambda: answers(port))
    try:
        yield port, process.pid
    finally:
        process.kill()  # a graceful shutdown would only take time
