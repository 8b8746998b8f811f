"""Web processes to measure: ours, and what the tutorials show."""

import os
import sys
from contextlib import contextmanager

from tests.servers.process import Process, answers, free_port

OURS = ["nu_housing_app.server.command", "nu_housing_app.asgi:application"]
STOCK = ["daphne", "bench.stock_django:application"]
TUTORIAL = ["daphne", "bench.tutorial_chat:application"]
LIMIT = ["bench.bare_server", ""]


@contextmanager
def serving(kind: list[str], folder):
    """A process that serves; yields its port and its pid."""
    module, application = kind
    port = free_port()
    options = ["-v0", "-b", "127.0.0.1", "-p", str(port), application]
    command = [sys.executable, "-m", module, *(options if application else [str(port)])]
    process = Process(
        command, folder / f"{module}-{port}.log", env=os.environ | {"PGAPPNAME": "web"}
    )
    process.start(ready=lambda: answers(port))
    try:
        yield port, process.pid
    finally:
        # What it would still do for who is gone is nobody's business any more.
        process.kill()
