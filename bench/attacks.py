"""What one client can do to everyone else: p95 of two pages and a form while it uploads photos, or
searches for words that no listing has, against the same process at rest."""

import http.client
import io
import itertools
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from accounts.models import User
from bench.login import CSRF_TOKEN, log_in
from bench.servers import PLATFORM, serving
from bench.table import print_table, ratio
from listings.models import Listing
from tests.support.factories import ListingFactory, UserFactory

SECONDS = 12
UPLOADERS, SEARCHERS = 6, 16
PAUSE = 0.02  # seconds between two measured requests
LETTERS = "qxzvkjw"
FILTERS = "min_rent=1&max_rent=2&bedrooms=3&bathrooms=3&near=tech&max_walk=1&furnished=1&pets=1"
Request = Callable[[http.client.HTTPConnection], None]


def measure(folder: Path) -> None:
    listings = ListingFactory.create_batch(60)
    listing, visitor = listings[0], UserFactory()
    measured = {
        "list": _get("/listings/"),
        "listing": _get(f"/listings/{listing.pk}/"),
        "form": _post(f"/listings/{listing.pk}/save/", visitor, b"on=1"),
    }
    upload, searches = _upload(listing), _searches()
    with serving(PLATFORM, folder) as (port, _):
        _p95s(port, measured)  # warms up: the first of each is slower
        idle = _p95s(port, measured)
        with _attack(port, upload, UPLOADERS):
            uploads = _p95s(port, measured)
        with _attack(port, lambda connection: next(searches)(connection), SEARCHERS):
            searched = _p95s(port, measured)
            with _attack(port, upload, UPLOADERS):
                both = _p95s(port, measured)
    rows = [["at rest", *(f"{idle[name] * 1000:.0f} ms" for name in measured)]]
    for name, under in {"6 uploads": uploads, "16 searches": searched, "both": both}.items():
        rows.append([name, *(f"{under[page] * 1000:.0f} ms" for page in measured)])
        rows.append([f"{name} / at rest", *(ratio(under[page], idle[page]) for page in measured)])
    print_table(["p95", *measured], rows)


def _p95s(port: int, measured: dict[str, Request]) -> dict[str, float]:
    """In seconds. The requests alternate, so that all meet the same load."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for name, request in measured.items():
            started = time.perf_counter()
            request(connection)
            times[name].append(time.perf_counter() - started)
            time.sleep(PAUSE)
    connection.close()
    return {name: statistics.quantiles(taken, n=20)[-1] for name, taken in times.items()}


@contextmanager
def _attack(port: int, request: Request, connections: int) -> Iterator[None]:
    """Repeat the request without a pause on each connection while the block runs."""
    over = threading.Event()

    def repeat() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not over.is_set():
            request(connection)
        connection.close()

    threads = [threading.Thread(target=repeat) for _ in range(connections)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _get(path: str) -> Request:
    def request(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", path, headers={"Host": "localhost"})
        response = connection.getresponse()
        response.read()
        assert response.status in (200, 503), response.status

    return request


def _post(path: str, user: User, body: bytes, content_type: str | None = None) -> Request:
    cookies = "; ".join(f"{name}={value}" for name, value in log_in(user).items())
    headers = {"Host": "localhost", "Cookie": cookies, "X-CSRFToken": CSRF_TOKEN}
    headers |= {"Content-Type": content_type or "application/x-www-form-urlencoded"}
    headers |= {"Accept": "application/json"} if content_type else {}

    def request(connection: http.client.HTTPConnection) -> None:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
        assert response.status < 500 or response.status == 503, response.status

    return request


def _upload(listing: Listing) -> Request:
    """Upload a photo as large as those of current phones."""
    photo = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(photo, "JPEG", quality=70)
    boundary = uuid.uuid4().hex
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
    start = f"{part}Content-Type: image/jpeg\r\n\r\n".encode()
    body = start + photo.getvalue() + f"\r\n--{boundary}--\r\n".encode()
    path = f"/listings/{listing.pk}/photos/"
    return _post(path, listing.lister, body, f"multipart/form-data; boundary={boundary}")


def _searches() -> Iterator[Request]:
    """Yield searches for words that no listing has, each time a different one, endlessly."""
    words = ["".join(letters) for letters in itertools.permutations(LETTERS, 5)]
    paths = (f"/listings/?q={word}+{word[::-1]}+{word[1:]}&{FILTERS}" for word in words)
    return itertools.cycle(list(map(_get, paths)))  # which threads may share, unlike a generator
