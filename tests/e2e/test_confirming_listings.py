"""How long ago a listing was confirmed, on a page that stays open, and confirming it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.support.factories import ListingFactory, VerifiedStudentFactory


def test_one_tap_confirms_a_listing_and_its_age_counts_on(open_page):
    ana = VerifiedStudentFactory(name="Ana")
    listing = ListingFactory(lister=ana, confirmed_at=timezone.now() - timedelta(days=8))
    other = open_page()
    other.clock.install()
    other.goto("/listings/")
    card = other.locator(f'[data-listing="{listing.pk}"]')
    expect(card).to_contain_text("Confirmed 8 days ago")

    mine = open_page(ana, "/listings/mine/")
    mine.get_by_role("button", name="Still available").click()
    expect(mine.get_by_text("Confirmed just now")).to_be_visible()

    other.reload()
    expect(card).to_contain_text("Confirmed just now")
    other.clock.fast_forward("02:05:00")
    expect(card).to_contain_text("Confirmed 2 h ago")
