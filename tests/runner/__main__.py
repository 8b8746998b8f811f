"""Runs every test on real servers, and those that use a database on SQLite, too.

`make test` calls `python -m tests.runner [arguments for pytest]`. The parts run side by side.
"""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from tests.runner.part import Part
from tests.runner.parts import ALL_PARTS, PARTS_OF_SELECTED_TESTS
from tests.runner.report import Outcome, summary
from tests.servers import chromium, debian, node, postgres, redis
from tests.servers.process import Unavailable

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)
    began = time.monotonic()
    try:
        missing = install_programs()
        outcomes = run(PARTS_OF_SELECTED_TESTS if arguments else ALL_PARTS, arguments)
    except KeyboardInterrupt:
        print("\nInterrupted; every server is stopped.")
        return 130
    print(summary(outcomes, missing, time.monotonic() - began))
    return 0 if all(outcome.passed_all for outcome in outcomes) and any_ran(outcomes) else 1


def any_ran(outcomes: list[Outcome]) -> bool:
    return any(outcome.total for outcome in outcomes)


def install_programs() -> list[str]:
    """Install what this machine lacks. Returns a line for each failure."""
    packages = [
        package for kind in (postgres, redis, chromium, node) for package in kind.missing_packages()
    ]
    if not packages:
        return []
    print(f"Getting {', '.join(packages)} ...", flush=True)
    try:
        debian.install(packages)
    except Unavailable as reason:
        return [f"{', '.join(packages)}: {reason}"]
    return []


def run(parts: list[Part], arguments: list[str]) -> list[Outcome]:
    stopping = threading.Event()
    with ThreadPoolExecutor(len(parts)) as threads:
        try:
            return list(threads.map(lambda part: part.run(arguments, stopping), parts))
        except BaseException:
            stopping.set()
            raise


def _interrupt(number: int, frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # a second signal must not end the cleanup early
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
