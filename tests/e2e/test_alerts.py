"""A saved search and its alerts, on a phone."""

import re

from playwright.sync_api import expect

from tests.support.browser.waits import SOON
from tests.support.factories import ListingFactory, PhotoFactory, VerifiedStudentFactory

PHONE = {"width": 390, "height": 844}


def publish(page, place):
    """Click the button on the lister's page, and wait for the response."""
    page.goto("/listings/mine/")
    with page.expect_response(re.compile("/status/")):
        page.locator(f'form[action="/listings/{place.pk}/status/"] button').first.click()


def test_matching_listing_alerts_the_owner_of_a_saved_search(open_page, assert_accessible):
    ana, lee = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Lee")
    ListingFactory(lister=lee)
    new = [PhotoFactory(listing__lister=lee, listing__status="draft").listing for _ in range(2)]
    theirs = open_page(lee)
    page = open_page(ana, "/listings/?kind=room", viewport=PHONE)
    page.get_by_role("button", name="Save search").click()
    told = "We’ll tell you about new matches at once."
    expect(page.locator("#save-search")).to_contain_text(told)
    assert_accessible(page)
    page.get_by_role("link", name="Change").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Room")
    page.get_by_label("Tell me").select_option("daily")
    expect(page.locator(".saved-search-status")).to_have_text("Saved.")

    count = page.locator("alert-badge")
    expect(count).to_be_hidden()
    publish(theirs, new[0])
    expect(count).to_have_text("1 new", timeout=SOON)
    page.get_by_role("link", name="Alerts").click()
    expect(page.locator(".alert h2")).to_have_text([new[0].name])
    expect(count).to_be_hidden()
    publish(theirs, new[1])
    expect(page.locator(".alert h2")).to_have_text([new[1].name, new[0].name], timeout=SOON)
    expect(count).to_be_hidden()
    assert_accessible(page)
