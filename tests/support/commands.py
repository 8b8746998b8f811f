"""Runs management commands, here or in processes of their own."""

import io
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds


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
