"""`heroku local`, played by honcho: the Procfile's web process with .env.example as its .env."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.servers.process import Process, free_port
from tests.support.heroku.app import NOT_COPIED, ROOT
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.heroku, pytest.mark.own_environment, pytest.mark.timeout(600)]


@pytest.fixture
def local(tmp_path):
    """(its URL, the process), in a copy with a database and media of its own."""
    copy, port = tmp_path / "clone", free_port()
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copy(copy / ".env.example", copy / ".env")
    programs = Path(sys.executable).parent
    environment = {"HOME": str(tmp_path), "PATH": f"{programs}:{os.environ['PATH']}"}
    command = [programs / "honcho", "start", "-p", str(port), "web"]
    process = Process(command, tmp_path / "log", cwd=copy, env=environment)
    process.start(ready=lambda: lives(f"http://127.0.0.1:{port}"), seconds=90)
    yield f"http://127.0.0.1:{port}", process
    process.stop(seconds=30)


def lives(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def test_pages_open_with_the_example_variables_alone(local):
    url, process = local

    def answer():
        page = requests.get(f"{url}/listings/", timeout=20)
        return page if page.status_code != 503 else None

    page = wait_until(answer, 60, failure=process.tail)
    assert page.status_code == 200, process.tail()
    assert requests.get(f"{url}/static/css/base.css", timeout=20).ok
    assert requests.get(f"{url}/readyz", timeout=20).ok


def test_example_env_file_is_committed():
    names = [".env.example", ".python-version", "project.toml", "runtime.txt"]
    ignored = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True)
    assert ignored.stdout == b""
