"""Memory of a web process and its children while hostile images arrive, 20 at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from bench.login import CSRF_TOKEN, log_in
from bench.servers import PLATFORM, serving
from bench.table import print_table
from tests.servers.memory import MEGABYTE, MemoryWatch, resident
from tests.support.factories import UserFactory
from tests.support.hostile_images import hostile

CONCURRENT_UPLOADS = 20
LIMIT = 300  # MB; a dyno has 512


def measure(folder: Path) -> None:
    images = hostile()
    cookies = log_in(UserFactory())
    with (
        serving(PLATFORM, folder) as (port, pid),
        ThreadPoolExecutor(CONCURRENT_UPLOADS) as uploaders,
    ):

        def upload(image: bytes) -> int:
            return requests.post(
                f"http://127.0.0.1:{port}/accounts/profile/photo/",
                files={"photo": ("me.jpg", image)},
                headers={"Host": "localhost", "X-CSRFToken": CSRF_TOKEN, "HX-Request": "true"},
                cookies=cookies,
                timeout=120,
            ).status_code

        upload(images["png palette"])  # the first upload loads shared modules
        before = resident(pid)
        with MemoryWatch(pid) as watch:
            statuses = list(uploaders.map(upload, images.values()))
        figures = [before, watch.most, resident(pid)]
    cells = [f"{figure / MEGABYTE:.0f} MB" for figure in figures]
    row = [
        f"{len(images)} images, {statuses.count(503)} of them answered 503",
        *cells,
        f"{LIMIT} MB",
    ]
    print_table(["hostile images", "before", "peak", "afterwards", "limit"], [row])
