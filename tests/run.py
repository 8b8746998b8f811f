"""Runs every test on real servers, and what may go otherwise there on what `make run` stands on.

`python -m tests.run [pytest's arguments]`, which `make test` calls. Parts run side by side, one
more than there are processors: tests that break servers mostly wait.
"""

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.parts import Part
from tests.report import Outcome, summary
from tests.servers import chromium, debian, mail, node, postgres, redis, s3
from tests.servers.process import Unavailable

SERVERS = (
    postgres.Postgres,
    redis.Redis,
    redis.RedisOverTLS,
    s3.S3,
    mail.Mail,
    chromium.Chromium,
    node.Node,
)
# The second pass has no servers; what was run in an environment of its own would only be repeated.
ONCE = "e2e,postgres,redis,redis_tls,s3,smtp,node,own_environment"
ON_SQLITE = Part("SQLite, in memory", without=ONCE)
# What takes longest comes first.
LONG = "faults,heroku"
EVERYTHING = [
    Part("faults and Heroku", SERVERS, only=LONG),
    Part("browsers", SERVERS, only="e2e", without=LONG),
    Part("real servers", SERVERS, without=f"{LONG},e2e"),
    ON_SQLITE,
]
# For a few tests, more servers would take longer than they save.
SOME = [Part("real servers", SERVERS), ON_SQLITE]
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    for number in STOPS:
        signal.signal(number, _interrupt)
    began = time.monotonic()
    try:
        missing = get_programs()
        outcomes = run(SOME if arguments else EVERYTHING, arguments)
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
        package for kind in (postgres, redis, chromium, node) for package in kind.missing_packages()
    ]
    if not packages:
        return []
    print(f"Getting {', '.join(packages)} ...", flush=True)
    try:
        debian.install(packages)
    except Unavailable as reason:
        return [f"{', '.join(packages)}: {reason}"]
    return []


def run(parts: list[Part], arguments: list[str]) -> list[Outcome]:
    stopping = threading.Event()
    with ThreadPoolExecutor(1 + os.cpu_count()) as slots:
        try:
            return list(slots.map(lambda part: part.run(arguments, stopping), parts))
        except BaseException:
            stopping.set()
            raise


def _interrupt(number, frame):
    for other in STOPS:
        signal.signal(other, signal.SIG_IGN)  # a second one must not cut the cleaning short
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
