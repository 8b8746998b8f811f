"""A part of a run: tests in a process of their own, on servers of their own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.runner.report import Outcome, read_outcome
from tests.servers.process import Unavailable

ROOT = Path(__file__).resolve().parents[2]
# Variables that a shell may have exported for another purpose must not reach a test.
NOT_INHERITED = ("DATABASE_", "REDIS_", "AWS_", "EMAIL_", "TEST_", "DEBUG_VALUE", "SECRET_KEY")
NOT_INHERITED += ("ALLOWED_HOSTS", "UNIVERSITY_DOMAINS", "RATE_LIMITS", "MEDIA_ROOT", "DYNO")
# A machine that keeps no bytecode compiles all of Django for each of the hundred processes that the
# tests start: five seconds where one will do.
NOT_INHERITED += ("PYTHONDONTWRITEBYTECODE",)
LABEL = 18  # characters before each line, for the longest title


class Server(Protocol):
    """What the classes in tests/servers have in common."""

    name: str

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables with its address, once it is started."""

    def start(self) -> None:
        """Raises Unavailable, with the reason, where that can't be done."""

    def stop(self) -> None: ...


@dataclass(frozen=True)
class Part:
    """`only` and `without` are markers, separated by commas: its tests have one of the first, where
    any are given, and none of the second."""

    title: str
    servers: tuple[type[Server], ...] = ()
    only: str = ""
    without: str = ""
    # The folders or files of its tests, by default all but those `ignored`.
    folders: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    niceness: int = 0  # a higher one yields to parts that measure times

    def includes(self, markers: set[str]) -> bool:
        only, without = (set(filter(None, each.split(","))) for each in (self.only, self.without))
        return not markers & without and (not only or bool(markers & only))

    def collects(self, path: Path) -> bool:
        """Whether this part takes tests from a file, a path from the project's folder."""
        if any(path.is_relative_to(folder) for folder in self.ignored):
            return False
        return not self.folders or any(path.is_relative_to(folder) for folder in self.folders)

    def run(self, arguments: list[str], stopping: threading.Event) -> Outcome:
        """Print what pytest prints, line by line. Ends early once `stopping` is set."""
        with contextlib.ExitStack() as stack:
            variables, missing = self._start_servers(stack)
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="housing-tests-"))
            report = Path(folder) / "report.xml"
            arguments = [f"--junitxml={report}", *(arguments or self._paths())]
            process = _pytest(arguments, variables, self.niceness)
            printing = threading.Thread(target=self._print, args=[process.stdout], daemon=True)
            printing.start()
            while process.poll() is None:
                if stopping.wait(0.2):
                    _end(process)
            printing.join(5)  # a program that was left running may keep the pipe open
            return read_outcome(self.title, report, process.returncode, missing)

    def _paths(self) -> list[str]:
        return [*self.folders, *(f"--ignore={folder}" for folder in self.ignored)]

    def _start_servers(self, stack: contextlib.ExitStack) -> tuple[dict[str, str], list[str]]:
        """Start the servers. Returns the environment variables with their addresses, and a line for
        each server that could not be started, and why."""
        variables = {"TEST_ONLY": self.only, "TEST_LEAVE_OUT": self.without}
        variables |= {"TEST_CHROMIUM": "", "TEST_NODE": ""}  # until they are found
        missing = []
        for kind in self.servers:
            server = kind()
            stack.callback(server.stop)
            try:
                server.start()
            except Unavailable as reason:
                missing.append(f"{server.name}: {reason}")
            else:
                variables |= server.variables
        return variables, missing

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(f"{self.title:{LABEL}} | {line}", end="", flush=True)


def _pytest(
    arguments: list[str], variables: dict[str, str], niceness: int
) -> subprocess.Popen[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)
    }
    width = shutil.get_terminal_size().columns - LABEL - len(" | ")
    terminal = {"COLUMNS": str(width)} | ({"PY_COLORS": "1"} if sys.stdout.isatty() else {})
    return subprocess.Popen(
        # The database is removed with its server: dropping it would wait for all connections.
        ["nice", f"-n{niceness}", sys.executable, "-m", "pytest", "--reuse-db", *arguments],
        cwd=ROOT,
        env=inherited | variables | terminal,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # In a session of its own, so that Ctrl-C reaches it only through this process.
        start_new_session=True,
    )


def _end(process: subprocess.Popen) -> None:
    """Let the tests clean up for 20 s, then kill them."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
