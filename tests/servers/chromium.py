"""Finds the browser and checks that it starts."""

import subprocess
import sys
from pathlib import Path

from tests.servers import debian
from tests.servers.process import Unavailable

# The headless shell has no window, whose tab strip and panels take as much time as the pages.
SHELL, WITH_WINDOWS = "chromium-headless-shell", "chromium"
DRIVER = [sys.executable, "-m", "playwright", "--version"]


def find() -> Path | None:
    """The path of the program, whether it can be started or not."""
    return debian.find(SHELL) or debian.find(WITH_WINDOWS)


def missing_packages() -> list[str]:
    packages = [] if debian.find(SHELL) else [SHELL]
    # Playwright brings a Node.js of its own, and a bare Debian has no libatomic for it.
    return packages if _error_of(DRIVER) is None else [*packages, "libatomic1"]


class Chromium:
    name = "Chromium"

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}

    def start(self) -> None:
        program = find()
        if program is None:
            raise Unavailable(f"no {SHELL}")
        for command in ([program, "--version"], DRIVER):
            if error := _error_of(command):
                raise Unavailable(error)
        self.variables = {"TEST_CHROMIUM": str(program)}

    def stop(self) -> None:
        """There is nothing to stop."""


def _error_of(command: list[str | Path]) -> str | None:
    """The error output of `command` if it can't be run."""
    environment = debian.launch_environment()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return (done.stderr.strip() or f"{command[0]} fails") if done.returncode else None
