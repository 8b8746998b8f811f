"""The browser, which the tests start themselves: here it is only found and tried."""

import subprocess

from tests.servers import debian
from tests.servers.process import Unavailable

PROGRAM, PACKAGE = "chromium", "chromium"


class Chromium:
    name = "Chromium"

    def __init__(self):
        self.variables: dict[str, str] = {}

    def start(self):
        program = debian.find(PROGRAM)
        if program is None:
            raise Unavailable(f"no {PROGRAM}")
        done = subprocess.run(
            [program, "--version"],
            env=debian.launch_environment(program),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Unavailable(f"{program} does not run: {done.stderr.strip()}")
        self.variables = {"TEST_CHROMIUM": str(program)}

    def stop(self):
        """Nothing runs."""
