"""Runs every test twice: against real servers, then on what `make run` stands on.

`python -m tests.run [pytest's arguments]`, which `make test` calls.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.report import Outcome, read_outcome, summary
from tests.servers import chromium, debian, mail, postgres, redis, s3
from tests.servers.process import Unavailable

ROOT = Path(__file__).resolve().parents[1]
SERVERS = [
    postgres.Postgres,
    redis.Redis,
    redis.RedisOverTLS,
    s3.S3,
    mail.Mail,
    chromium.Chromium,
]
# What a shell may have exported for another purpose must not reach a test.
NOT_INHERITED = ("DATABASE_", "REDIS_", "AWS_", "EMAIL_", "TEST_", "DEBUG_VALUE", "SECRET_KEY")
NOT_INHERITED += ("ALLOWED_HOSTS", "UNIVERSITY_DOMAINS", "RATE_LIMITS", "MEDIA_ROOT", "DYNO")
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The second pass has none of these, and the first has run what needs them.
NEEDS_SERVERS = "e2e,postgres,redis,redis_tls,s3,smtp"


def main(arguments: list[str]) -> int:
    for number in STOPS:
        signal.signal(number, _interrupt)
    began = time.monotonic()
    outcomes, missing = [], get_programs()
    try:
        with running_servers(missing) as variables:
            outcomes.append(run_pytest("real servers", arguments, variables))
        outcomes.append(
            run_pytest("SQLite, in memory", arguments, {"TEST_LEAVE_OUT": NEEDS_SERVERS})
        )
    except KeyboardInterrupt:
        print("\nInterrupted; every server is stopped.")
        return 130
    print(summary(outcomes, missing, time.monotonic() - began))
    return 0 if all(outcome.passed_all for outcome in outcomes) and any_ran(outcomes) else 1


def any_ran(outcomes: list[Outcome]) -> bool:
    return any(outcome.total for outcome in outcomes)


def get_programs() -> list[str]:
    """Install what is not on this machine. Returns what went wrong, a line each."""
    packages = [
        package for kind in (postgres, redis, chromium) for package in kind.missing_packages()
    ]
    if not packages:
        return []
    print(f"Getting {', '.join(packages)} ...", flush=True)
    try:
        debian.install(packages)
    except Unavailable as reason:
        return [f"{', '.join(packages)}: {reason}"]
    return []


@contextlib.contextmanager
def running_servers(missing: list[str]) -> Iterator[dict[str, str]]:
    """Start what can be started; yields the variables that lead there, and adds to `missing`."""
    variables = {"TEST_CHROMIUM": ""}
    with contextlib.ExitStack() as stack:
        for kind in SERVERS:
            server = kind()
            stack.callback(server.stop)
            try:
                server.start()
            except Unavailable as reason:
                missing.append(f"{server.name}: {reason}")
            else:
                variables |= server.variables
        yield variables


def run_pytest(title: str, arguments: list[str], variables: dict[str, str]) -> Outcome:
    print(f"\n=== {title} ===", flush=True)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)
    }
    with tempfile.TemporaryDirectory(prefix="housing-tests-") as folder:
        report = Path(folder) / "report.xml"
        # The database goes with its server: to drop it would wait for every thread's connection.
        command = [sys.executable, "-m", "pytest", "--reuse-db", f"--junitxml={report}", *arguments]
        # In a session of its own, so that Ctrl-C reaches it once: from here.
        process = subprocess.Popen(
            command, cwd=ROOT, env=inherited | variables, start_new_session=True
        )
        try:
            code = process.wait()
        except KeyboardInterrupt:
            _end(process)
            raise
        return read_outcome(title, report, code)


def _end(process: subprocess.Popen):
    """Let the tests put away what they hold, then make them."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _interrupt(number, frame):
    for other in STOPS:
        signal.signal(other, signal.SIG_IGN)  # a second one must not cut the cleaning short
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
