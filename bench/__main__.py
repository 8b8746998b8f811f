"""`python -m bench [front] [search] [taken] [attacks] [images] [chat] [rooms threes burst load
idle]`: measures ours and what it is compared with in one run, on a Postgres and a Redis of its own,
and prints ratios. `chat` is all that follow it. Absolute figures belong to the machine."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.servers import debian, postgres, redis


def main(parts: list[str]):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="housing-bench-")))
        _get_programs()
        for kind in (postgres.Postgres, redis.Redis):
            server = kind()
            stack.callback(server.stop)
            server.start()
            os.environ.update(server.variables)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.settings", RATE_LIMITS="off", MEDIA_ROOT=str(folder)
        )
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
        _measure(parts or ["front", "search", "taken", "attacks", "images", "chat"], folder)


def _get_programs():
    packages = [*postgres.missing_packages(), *redis.missing_packages()]
    if debian.find("wrk") is None:
        packages.append("wrk")
    if packages:
        debian.install(packages)


def _measure(parts, folder):
    import django

    django.setup()
    from bench import attacks, chat, front, hostile_images, search, taken

    known = {"front": [front], "search": [search], "taken": [taken], "attacks": [attacks]}
    known |= {"images": [hostile_images], "chat": list(chat.PARTS.values())}
    known |= {name: [part] for name, part in chat.PARTS.items()}
    for name in parts:
        for part in known[name]:
            part.measure(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
