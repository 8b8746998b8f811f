"""Finds the browser and checks that it starts."""

import subprocess
import sys
from pathlib import Path

from tests.servers import debian
from tests.servers.process import Unavailable

PROGRAM = "chromium"
DRIVER = [sys.executable, "-m", "playwright", "--version"]


def missing_packages() -> list[str]:
    packages = [] if debian.find(PROGRAM) else ["chromium"]
    # Playwright's own Node needs libatomic, which a bare Debian lacks.
    return packages if _complaint(DRIVER) is None else [*packages, "libatomic1"]


class Chromium:
    name = "Chromium"

    def __init__(self):
        self.variables: dict[str, str] = {}

    def start(self):
        program = debian.find(PROGRAM)
        if program is None:
            raise Unavailable(f"no {PROGRAM}")
        for command in ([program, "--version"], DRIVER):
            if complaint := _complaint(command):
                raise Unavailable(complaint)
        self.variables = {"TEST_CHROMIUM": str(program)}

    def stop(self):
        """There is nothing to stop."""


def _complaint(command: list[str | Path]) -> str | None:
    """The output of `command` if it fails."""
    environment = debian.launch_environment()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return (done.stderr.strip() or f"{command[0]} fails") if done.returncode else None
