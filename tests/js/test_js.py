"""Runs each `*.test.mjs` in this folder with Node's own test runner; a failure shows its output.
The modules under test are the ones that browsers load, and browser.mjs fakes what they need of a
browser."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.servers import debian

HERE = Path(__file__).parent
# An endless loop that collects memory ends soon, and with a trace.
OPTIONS = ["--max-old-space-size=256", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"]
OPTIONS += ["--test-reporter=spec"]
PATIENCE = 60  # seconds

pytestmark = pytest.mark.node


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_script(file: str):
    try:
        done = subprocess.run(
            [os.environ["TEST_NODE"], *OPTIONS, HERE / file],
            env=debian.launch_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as ended:
        pytest.fail(f"{file} ran for {PATIENCE} s:\n{(ended.output or b'').decode()[-4000:]}")
    assert done.returncode == 0, done.stdout
