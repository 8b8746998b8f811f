"""Uploading a phone's photos over a phone's connection."""

import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from chat.models import Attachment
from tests.e2e.test_chat import enter
from tests.e2e.test_chat_extras import attached
from tests.e2e.test_posting import step_of
from tests.servers.slow_proxy import SlowProxy
from tests.support.browser.waits import wait_until
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    VerifiedStudentFactory,
    picture,
)
from tests.support.hostile_images import png

MEGABYTE = 1024 * 1024
ONE_MEGABIT = 125_000  # bytes a second
ROTATED = 6  # as written by a camera held upright
ORIENTATION = 0x0112


def camera_photo(path: Path, orientation=1) -> Path:
    """A JPEG of about 12 MB: shapes, and the noise of a small sensor."""
    width, height = 6000, 4000
    size = width // 16, height // 16
    scene = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).resize((width, height))
    grain = Image.effect_noise((width // 2, height // 2), 24).resize((width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo = Image.blend(scene, Image.merge("RGB", [grain] * 3), 0.5)
    photo.save(path, "JPEG", quality=97, exif=exif)
    return path


@pytest.fixture
def draft(transactional_db):
    return ListingFactory(lister=VerifiedStudentFactory(name="Ana"), status="draft")


class PhoneConnection(SlowProxy):
    """A page's connection to the server: fast, slow, or none."""

    up = -1  # bytes a second; any number

    def apply_to(self, page: Page):
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("Network.enable")
        self.restore()

    def throttle(self):
        self.up = ONE_MEGABIT
        self._emulate(offline=False)

    def cut(self):
        super().cut()
        # Offline mode alone would only keep Chromium from starting new requests.
        self._emulate(offline=True)

    def restore(self):
        super().restore()
        self._emulate(offline=False)

    def _emulate(self, offline: bool):
        conditions = {"latency": 40, "downloadThroughput": -1, "uploadThroughput": self.up}
        self._browser.send("Network.emulateNetworkConditions", conditions | {"offline": offline})


@pytest.fixture
def connection(web):
    connection = PhoneConnection(web.port)
    connection.start()
    yield connection
    connection.stop()


@pytest.fixture
def dropzone(open_page, draft, connection) -> Page:
    page = open_page(draft.lister, f"http://127.0.0.1:{connection.port}{step_of(draft, 'photos')}")
    wait_until(page, "() => customElements.get('photo-upload')")
    connection.apply_to(page)
    return page


def drop(page: Page, *photos: Path):
    page.locator("#photo-files").set_input_files(photos)


def rows(page: Page):
    return page.locator(".upload")


def arrived(page: Page):
    return page.locator(".photo[data-photo]")


def note_uploads(page: Page) -> list:
    """The requests that upload a file, as they end."""
    ended = []
    page.on("requestfinished", lambda request: request.method == "POST" and ended.append(request))
    return ended


def length(request) -> int:
    """Size in bytes. Playwright doesn't count a form's files."""
    return int(request.all_headers()["content-length"])


@pytest.mark.console_errors  # for a lost connection
def test_camera_photos_upload_over_a_slow_connection_that_breaks(
    dropzone, draft, connection, tmp_path
):
    first = camera_photo(tmp_path / "first.jpg")
    second = camera_photo(tmp_path / "second.jpg", ROTATED)
    assert min(first.stat().st_size, second.stat().st_size) > 10 * MEGABYTE
    uploads = note_uploads(dropzone)
    connection.throttle()
    drop(dropzone, first, second)
    expect(arrived(dropzone)).to_have_count(1, timeout=30_000)
    expect(rows(dropzone)).to_contain_text(re.compile(r"[1-9]\d%"))
    connection.cut()
    expect(rows(dropzone)).to_contain_text("You’re offline. The upload continues once you’re back.")
    connection.restore()
    expect(arrived(dropzone)).to_have_count(2, timeout=30_000)
    shapes = list(draft.photos.values_list("width", "height"))
    assert shapes == [(2048, 1365), (1365, 2048)]
    assert 100_000 < max(map(length, uploads)) < MEGABYTE


@pytest.mark.console_errors  # for a lost response
def test_photo_whose_response_was_lost_is_stored_once(dropzone, draft, connection, tmp_path):
    connection.delay = 1
    drop(dropzone, small_photo(tmp_path))
    while not draft.photos.exists():
        dropzone.evaluate("new Promise(requestAnimationFrame)")
    connection.delay = 0
    connection.cut()
    connection.restore()
    expect(arrived(dropzone)).to_have_count(1)
    assert draft.photos.count() == 1


@pytest.mark.console_errors  # for a refused upload
def test_failed_upload_shows_why_and_is_retried_with_one_click(dropzone, draft, tmp_path):
    dropzone.route("**/photos/", lambda route: route.fulfill(status=500), times=1)
    drop(dropzone, small_photo(tmp_path), heic(tmp_path))
    wrong, unreadable = rows(dropzone).first, rows(dropzone).last
    expect(wrong).to_contain_text("Something went wrong on our side.")
    expect(unreadable).to_contain_text("This is a HEIC photo")
    expect(unreadable.get_by_role("button", name="Try again")).to_be_hidden()
    wrong.get_by_role("button", name="Try again").click()
    expect(arrived(dropzone)).to_have_count(1)
    unreadable.get_by_role("button", name="Remove live.heic").click()
    expect(dropzone.locator("#photo-files")).to_be_focused()
    assert draft.photos.count() == 1


def small_photo(folder: Path) -> Path:
    path = folder / "room.jpg"
    path.write_bytes(picture(name=path.name).read())
    return path


def heic(folder: Path) -> Path:
    """Large enough to be shrunk, but in a format that this browser can't read."""
    path = folder / "live.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(MEGABYTE))
    return path


def test_drawing_with_more_pixels_than_the_server_decodes_is_shrunk_before(
    dropzone, draft, tmp_path
):
    plan = tmp_path / "floor-plan.png"
    plan.write_bytes(png(5600, 5000, color=2))
    drop(dropzone, plan)
    expect(arrived(dropzone)).to_have_count(1, timeout=30_000)
    photo = draft.photos.get()
    assert (photo.width, photo.height) == (2048, 1829)


def test_camera_photo_is_shrunk_for_a_conversation_too(open_page, draft, tmp_path):
    ana = draft.lister
    conversation = ConversationFactory(participants=[ana, VerifiedStudentFactory()])
    page = open_page(ana)
    enter(page, conversation)
    uploads = note_uploads(page)
    photo = camera_photo(tmp_path / "kitchen.jpg", ROTATED)
    page.get_by_label("Attach photos or PDFs").set_input_files(photo)
    expect(attached(page)).to_contain_text(re.compile(r"\d KB"), timeout=20_000)
    [upload] = uploads
    assert 100_000 < length(upload) < MEGABYTE
    [kept] = Attachment.objects.all()
    assert (kept.name, kept.width, kept.height) == ("kitchen.jpg", 1365, 2048)
