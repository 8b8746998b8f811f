"""A listing's page in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.factories import (
    PASSWORD,
    ListingFactory,
    PhotoFactory,
    UserFactory,
    VerifiedStudentFactory,
    picture,
)


@pytest.fixture
def place(transactional_db):
    """A room with seven photos."""
    listing = ListingFactory(title="Sunny room", people=2)
    for number in range(7):
        PhotoFactory(listing=listing, description=f"View {number + 1}", image=picture(800, 600))
    return listing


def test_lightbox_is_operated_by_keys_and_buttons(open_page, place):
    page = open_page(path=place.get_absolute_url())
    page.get_by_role("link", name="View 2").click()
    lightbox = page.get_by_role("dialog", name="Photos")
    expect(lightbox.get_by_text("2 of 7")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(lightbox.get_by_text("3 of 7")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(lightbox.get_by_text("4 of 7")).to_be_visible()
    lightbox.get_by_role("button", name="Previous photo").click()
    expect(lightbox.get_by_text("3 of 7")).to_be_visible()
    expect(lightbox.get_by_role("img", name="View 3")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(lightbox).to_be_hidden()
    expect(page.get_by_role("link", name="View 2")).to_be_focused()


def test_lightbox_stops_at_the_last_photo(open_page, place):
    page = open_page(path=place.get_absolute_url(), reduced_motion="reduce")
    page.get_by_role("link", name="All 7 photos").click()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("7 of 7")).to_be_visible()
    onward = page.get_by_role("button", name="Next photo")
    expect(onward).to_have_attribute("aria-disabled", "true")


def test_lightbox_is_swiped(open_page, place):
    page = open_page(
        path=place.get_absolute_url(), viewport={"width": 390, "height": 844}, has_touch=True
    )
    page.get_by_role("link", name="7 photos").click()
    page.locator(".lightbox-track").evaluate("track => track.scrollBy(track.clientWidth, 0)")
    expect(page.get_by_text("2 of 7")).to_be_visible()


@pytest.mark.console_errors  # an image alone has no favicon
def test_without_scripts_a_photo_links_to_its_large_version(open_page, place):
    page = open_page(path=place.get_absolute_url(), java_script_enabled=False)
    page.get_by_role("link", name="View 1").click()
    expect(page).to_have_url(re.compile(r"/photos/.+\.webp"))


def test_without_scripts_all_photos_can_be_shown(open_page, place):
    page = open_page(path=place.get_absolute_url(), java_script_enabled=False)
    expect(page.get_by_role("link", name="View 7")).to_be_hidden()
    page.get_by_role("link", name="All 7 photos").click()
    expect(page.get_by_role("link", name="View 7")).to_be_visible()


def test_save_button_updates_in_place_and_keeps_the_focus(open_page, place):
    ana = VerifiedStudentFactory()
    page = open_page(ana, place.get_absolute_url())
    heart = page.get_by_role("button", name="Save Room in a 3-bed")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    assert ana.saved_listings.count() == 1
    page.keyboard.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "false")
    assert ana.saved_listings.count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_visitor_saves_a_listing_by_logging_in(open_page, place, scripts):
    ben = UserFactory()
    page = open_page(path=place.get_absolute_url(), java_script_enabled=scripts)
    page.get_by_role("button", name="Save Room in a 3-bed").click()
    page.wait_for_url(re.compile("/accounts/login/.next="))
    page.locator("[name=login]").fill(ben.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{place.get_absolute_url()}")
    heart = page.get_by_role("button", name="Save Room in a 3-bed")
    expect(heart).to_have_attribute("aria-pressed", "true")


def test_sharing_copies_the_link_and_confirms_it(open_page, place):
    page = open_page(
        path=place.get_absolute_url(), permissions=["clipboard-read", "clipboard-write"]
    )
    page.evaluate("delete Navigator.prototype.share")
    page.get_by_role("link", name="Share").click()
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_map_shows_a_circle_while_the_address_is_hidden(open_page, place):
    page = open_page(path=place.get_absolute_url())
    page.locator("location-map").scroll_into_view_if_needed()
    expect(page.locator("location-map .map-area")).to_be_visible()
    expect(page.locator("location-map .map-pin")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (768, "light"), (1440, "dark")]
)
def test_page_fits_and_is_accessible(open_page, place, assert_accessible, width, scheme):
    ListingFactory(rent=96_000)
    page = open_page(
        path=place.get_absolute_url(),
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    page.get_by_role("link", name="View 1").click()
    assert_accessible(page)


def test_saved_listings_page_is_accessible(open_page, place, assert_accessible):
    ana = VerifiedStudentFactory()
    page = open_page(ana, "/listings/saved/")
    assert_accessible(page)
    ana.saved_listings.create(listing=place)
    ana.saved_listings.create(listing=ListingFactory(status="taken"))
    page.reload()
    expect(page.get_by_role("heading", name="2 places")).to_be_visible()
    assert_accessible(page)
