"""What one client can do to everybody else: the p95 of a page and of a form while it uploads photos
or searches for what doesn't exist, against the same process at rest."""

import http.client
import io
import itertools
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from PIL import Image

from bench.servers import OURS, serving
from bench.table import print_table, ratio
from listings.models import Listing
from tests.factories import ListingFactory, UserFactory

SECONDS = 12
UPLOADERS, SEARCHERS = 6, 16
PAUSE = 0.02  # seconds between two measured requests
LETTERS = "qxzvkjw"
FILTERS = "min_rent=1&max_rent=2&bedrooms=3&bathrooms=3&near=tech&max_walk=1&furnished=1&pets=1"
TOKEN = "a" * 32
Ask = Callable[[http.client.HTTPConnection], None]


def measure(folder) -> None:
    listings = ListingFactory.create_batch(60)
    listing, visitor = listings[0], UserFactory()
    honest = {
        "list": _get("/listings/"),
        "listing": _get(f"/listings/{listing.pk}/"),
        "form": _post(f"/listings/{listing.pk}/save/", visitor, b"on=1"),
    }
    upload, searches = _upload(listing), _searches()
    with serving(OURS, folder) as (port, _):
        _p95s(port, honest)  # warms up: the first of each is slower
        idle = _p95s(port, honest)
        with _crowd(port, upload, UPLOADERS):
            uploads = _p95s(port, honest)
        with _crowd(port, lambda link: next(searches)(link), SEARCHERS):
            searched = _p95s(port, honest)
            with _crowd(port, upload, UPLOADERS):
                both = _p95s(port, honest)
    rows = [["at rest", *(f"{idle[name] * 1000:.0f} ms" for name in honest)]]
    for name, under in {"6 uploads": uploads, "16 searches": searched, "both": both}.items():
        rows.append([name, *(f"{under[page] * 1000:.0f} ms" for page in honest)])
        rows.append([f"{name} / at rest", *(ratio(under[page], idle[page]) for page in honest)])
    print_table(["p95", *honest], rows)


def _p95s(port: int, honest: dict[str, Ask]) -> dict[str, float]:
    """In seconds. The requests alternate, so that all meet the same load."""
    times = {name: [] for name in honest}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for name, ask in honest.items():
            began = time.perf_counter()
            ask(link)
            times[name].append(time.perf_counter() - began)
            time.sleep(PAUSE)
    link.close()
    return {name: statistics.quantiles(taken, n=20)[-1] for name, taken in times.items()}


@contextmanager
def _crowd(port: int, ask: Ask, number: int) -> Iterator[None]:
    """So many clients ask without a pause while the block runs."""
    over = threading.Event()

    def go_on() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not over.is_set():
            ask(link)
        link.close()

    threads = [threading.Thread(target=go_on) for _ in range(number)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _get(path: str) -> Ask:
    def ask(link: http.client.HTTPConnection) -> None:
        link.request("GET", path, headers={"Host": "localhost"})
        answer = link.getresponse()
        answer.read()
        assert answer.status in (200, 503), answer.status

    return ask


def _post(path: str, user: AbstractBaseUser, body: bytes, kind: str | None = None) -> Ask:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    headers = {"Host": "localhost", "Cookie": cookies, "X-CSRFToken": TOKEN}
    headers |= {"Content-Type": kind or "application/x-www-form-urlencoded"}
    headers |= {"Accept": "application/json"} if kind else {}

    def ask(link: http.client.HTTPConnection) -> None:
        link.request("POST", path, body, headers)
        answer = link.getresponse()
        answer.read()
        assert answer.status < 500 or answer.status == 503, answer.status

    return ask


def _upload(listing: Listing) -> Ask:
    """A photo as large as those of current phones."""
    photo = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(photo, "JPEG", quality=70)
    edge = uuid.uuid4().hex
    part = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
    start = f"{part}Content-Type: image/jpeg\r\n\r\n".encode()
    body = start + photo.getvalue() + f"\r\n--{edge}--\r\n".encode()
    path = f"/listings/{listing.pk}/photos/"
    return _post(path, listing.lister, body, f"multipart/form-data; boundary={edge}")


def _searches() -> Iterator[Ask]:
    """Searches for words that no place has, each another one, without an end."""
    words = ["".join(letters) for letters in itertools.permutations(LETTERS, 5)]
    paths = (f"/listings/?q={word}+{word[::-1]}+{word[1:]}&{FILTERS}" for word in words)
    return itertools.cycle(list(map(_get, paths)))  # which threads may share, unlike a generator
