"""A part of a run: tests in a process of their own, on servers of their own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.report import Outcome, read_outcome
from tests.servers.process import Unavailable

ROOT = Path(__file__).resolve().parents[1]
# What a shell may have exported for another purpose must not reach a test.
NOT_INHERITED = ("DATABASE_", "REDIS_", "AWS_", "EMAIL_", "TEST_", "DEBUG_VALUE", "SECRET_KEY")
NOT_INHERITED += ("ALLOWED_HOSTS", "UNIVERSITY_DOMAINS", "RATE_LIMITS", "MEDIA_ROOT", "DYNO")
# A machine that keeps no bytecode compiles all of Django for each of the hundred processes that the
# tests start: five seconds where one will do.
NOT_INHERITED += ("PYTHONDONTWRITEBYTECODE",)
LABEL = 18  # characters before each line, for the longest title


@dataclass(frozen=True)
class Part:
    """`only`, `without`: markers with commas, of which its tests have one, and none."""

    title: str
    servers: tuple = ()
    only: str = ""
    without: str = ""

    def takes(self, markers: set[str]) -> bool:
        only, without = (set(filter(None, words.split(","))) for words in (self.only, self.without))
        return not markers & without and (not only or bool(markers & only))

    def run(self, arguments: list[str], stopping: threading.Event) -> Outcome:
        """Say all that pytest says, line by line. Ends early when it is told to stop."""
        with contextlib.ExitStack() as stack:
            variables, missing = self._start_servers(stack)
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="housing-tests-"))
            report = Path(folder) / "report.xml"
            process = _pytest([f"--junitxml={report}", *arguments], variables)
            telling = threading.Thread(target=self._tell, args=[process.stdout], daemon=True)
            telling.start()
            while process.poll() is None:
                if stopping.wait(0.2):
                    _end(process)
            telling.join(5)  # a program that was left behind may keep the line open
            return read_outcome(self.title, report, process.returncode, missing)

    def _start_servers(self, stack: contextlib.ExitStack) -> tuple[dict[str, str], list[str]]:
        """Start what can be started: the variables that lead there, and what is missing and why."""
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

    def _tell(self, lines: Iterator[str]):
        for line in lines:
            print(f"{self.title:{LABEL}} | {line}", end="", flush=True)


def _pytest(arguments: list[str], variables: dict[str, str]) -> subprocess.Popen:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)
    }
    width = shutil.get_terminal_size().columns - LABEL - len(" | ")
    looks = {"COLUMNS": str(width)} | ({"PY_COLORS": "1"} if sys.stdout.isatty() else {})
    return subprocess.Popen(
        # The database goes with its server: to drop it would wait for every thread's connection.
        [sys.executable, "-m", "pytest", "--reuse-db", *arguments],
        cwd=ROOT,
        env=inherited | variables | looks,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # In a session of its own, so that Ctrl-C reaches it once: from here.
        start_new_session=True,
    )


def _end(process: subprocess.Popen):
    """Let the tests put away what they hold, then make them."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
