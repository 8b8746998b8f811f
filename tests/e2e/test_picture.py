"""The README's screenshot: the home page with the demo's listings (`make screenshot`)."""

import io
import os
from dataclasses import replace
from pathlib import Path

from PIL import Image

from demo import content, listings, people
from tests.support.browser.waits import wait_until

SHOWN = 9  # the newest listings on the home page, and a few below
# Lazy images load only when they are in view.
SEEN = """() => [...document.images].filter((image) => image.checkVisibility()).every(
  (image) => image.complete || image.getBoundingClientRect().top > innerHeight
)"""


def post_some():
    """The newest of the demo's listings that anyone may see, with their first photo."""
    seen = [listing for listing in listings.missing() if listing.status == "published"]
    newest = [replace(listing, photos=listing.photos[:1]) for listing in seen[-SHOWN:]]
    needed = {listing.lister for listing in newest}
    needed |= {key for listing in newest for key in listing.saved_by}
    for person in content.people():
        if person.key in needed:
            people.create(person)
    users = people.users_by_key()
    for listing in newest:
        listings.create(listing, users)


def test_screenshot_of_the_home_page(open_page):
    post_some()
    size = {"width": 1280, "height": 900}
    page = open_page(None, "/", viewport=size, reduced_motion="reduce")
    wait_until(page, SEEN)

    picture = Image.open(io.BytesIO(page.screenshot()))

    assert picture.size == (size["width"], size["height"])
    assert page.locator(".hero-pictures img").count() > 0
    if folder := os.environ.get("SCREENSHOTS"):
        picture.convert("RGB").save(Path(folder) / "home-page.webp", quality=82, method=6)
