"""`python -m bench [PART ...]` measures the platform and what it is compared with in one run, on a
Postgres and a Redis of its own, and prints ratios. The parts are `http_throughput`, `search`,
`listing_updates`, `attacks`, `hostile_images`, and those of `chat`. Absolute figures differ from
machine to machine."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.servers import debian, postgres, redis

DEFAULT = ["http_throughput", "search", "listing_updates", "attacks", "hostile_images", "chat"]


def main(parts: list[str]) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="housing-bench-")))
        _install_programs()
        for kind in (postgres.Postgres, redis.Redis):
            server = kind()
            stack.callback(server.stop)
            server.start()
            os.environ.update(server.variables)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.settings", RATE_LIMITS="off", MEDIA_ROOT=str(folder)
        )
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
        _measure(parts or DEFAULT, folder)


def _install_programs() -> None:
    packages = [*postgres.missing_packages(), *redis.missing_packages()]
    if debian.find("wrk") is None:
        packages.append("wrk")
    if packages:
        debian.install(packages)


def _measure(names: list[str], folder: Path) -> None:
    import django

    django.setup()
    from bench import attacks, chat, hostile_images, http_throughput, listing_updates, search

    modules = (http_throughput, search, listing_updates, attacks, hostile_images, *chat.PARTS)
    parts = {module.__name__.rpartition(".")[2]: [module] for module in modules}
    parts["chat"] = list(chat.PARTS)
    for name in names:
        for part in parts[name]:
            part.measure(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
