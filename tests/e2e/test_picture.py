"""The README's picture: the front door over the demo's own listings (`make screenshot`)."""

import io
import os
from dataclasses import replace
from pathlib import Path

from PIL import Image

from demo import offers, people
from demo.reading import people as persons
from tests.e2e.waits import wait_until

SHOWN = 9  # what the front door shows of the newest, and a few below
# The lazy ones come only once they are in sight.
SEEN = """() => [...document.images].filter((image) => image.checkVisibility()).every(
  (image) => image.complete || image.getBoundingClientRect().top > innerHeight
)"""


def post_some():
    """The newest of the demo's listings that anyone may see, with their first photo."""
    seen = [offer for offer in offers.missing() if offer.status == "published"]
    newest = [replace(offer, photos=offer.photos[:1]) for offer in seen[-SHOWN:]]
    needed = {offer.lister for offer in newest} | {key for o in newest for key in o.saved_by}
    for person in persons():
        if person.key in needed:
            people.add(person)
    for offer in newest:
        offers.add(offer, people.by_key())


def test_the_front_door_has_its_picture_taken(open_page):
    post_some()
    size = {"width": 1280, "height": 900}
    page = open_page(None, "/", viewport=size, reduced_motion="reduce")
    wait_until(page, SEEN)

    picture = Image.open(io.BytesIO(page.screenshot()))

    assert picture.size == (size["width"], size["height"])
    assert page.locator(".hero-pictures img").count() > 0
    if folder := os.environ.get("SCREENSHOTS"):
        picture.convert("RGB").save(Path(folder) / "front-door.webp", quality=82, method=6)
