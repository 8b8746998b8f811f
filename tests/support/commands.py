"""Runs management commands, here or in processes of their own."""

import io
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds
# The variables without which a process in production doesn't start.
PRODUCTION = {
    "SECRET_KEY": "only-for-tests-0123456789" * 3,
    "REDIS_URL": "redis://127.0.0.1:6379",
    "ALLOWED_HOSTS": "example.com",
}

# Processes are forked from one that has imported these, and Django with them, which takes longer
# than most commands. It has read no settings.
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__, "django_heroku", "email_validator", "environ", "redis"])


def run_quietly(command: str):
    """Run it in this process; nothing that it writes is shown."""
    call_command(command, stdout=io.StringIO())


def start(command: str, **variables: str) -> subprocess.Popen[str]:
    """Start it in a process on the test database, with these changes to the environment."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env=os.environ | settings | variables,
        stdout=subprocess.PIPE,
        text=True,
    )


def output_of(command: str, **variables: str) -> str:
    """What it writes, run in a process on the test database."""
    return start(command, **variables).communicate(timeout=PATIENCE)[0]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process with these variables and no others."""
    work = partial(runpy.run_path, "manage.py", run_name="__main__")
    return _run_forked(work, ["manage.py", *arguments], variables)


def setting(*expressions: str, **variables: str) -> str:
    """The repr of a setting, or of a tuple of several, in a process with these variables and no
    others. An expression follows `settings.`."""
    values = ", ".join(f"settings.{expression}" for expression in expressions)
    code = f"from django.conf import settings; print(repr(({values})))"
    variables["DJANGO_SETTINGS_MODULE"] = "nu_housing_app.settings"
    run = _run_forked(partial(exec, code, {}), ["-c"], variables)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip().splitlines()[-1]


def _run_forked(
    work: Callable[[], object], arguments: list[str], variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    variables = {"PATH": os.environ["PATH"], **variables}
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("stdout", "stderr")]
        process = _forking.Process(target=_work, args=[work, arguments, variables, streams])
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, PATIENCE)
        outputs = [stream.read_text() for stream in streams]
        return subprocess.CompletedProcess(arguments, process.exitcode, *outputs)


def _work(
    work: Callable[[], object],
    arguments: list[str],
    variables: dict[str, str],
    streams: list[Path],
) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = arguments
    for number, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), number)
    work()
