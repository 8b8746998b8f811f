"""Live listing updates."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from chat.membership import conversation_start
from chat.models import Conversation
from listings.models import Listing
from tests.e2e.test_chat import await_line, enter, write
from tests.support.browser.waits import SOON, wait_until
from tests.support.database_locks import wait_until_a_lock_is_awaited
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    VerifiedStudentFactory,
)


def card(page, place):
    return page.locator(f'.card[data-listing="{place.pk}"]')


@pytest.fixture
def lister():
    return VerifiedStudentFactory(name="Lee")


def press(page, name):
    """Click a button on the lister's page, and wait for the response."""
    with page.expect_response(re.compile("/status/")):
        page.get_by_role("button", name=name).first.click()


def test_taken_listing_is_struck_out_and_a_new_one_slides_in(open_page, lister, assert_accessible):
    place, other = ListingFactory(lister=lister), ListingFactory()
    theirs = open_page(lister, "/listings/mine/")
    page = open_page(path="/listings/")
    wait_until(page, "() => document.querySelector('listing-updates').socket?.state === 'open'")

    press(theirs, "Mark as taken")
    expect(card(page, place)).to_have_class(re.compile("is-off"), timeout=SOON)
    expect(card(page, place).locator(".badge")).to_have_text("Taken")
    expect(page.locator("listing-updates [role=status]")).to_contain_text("now taken")
    expect(card(page, other)).not_to_have_class(re.compile("is-off"))

    Listing.objects.filter(pk=place.pk).update_and_record(status="draft")
    new = ListingFactory(lister=lister, status="draft", title="Quite a new room with a tub")
    theirs.goto("/listings/mine/")
    with theirs.expect_response(re.compile("/status/")):
        theirs.locator(f'form[action="/listings/{new.pk}/status/"] button').first.click()
    button = page.get_by_role("button", name="1 new")
    expect(button).to_be_visible(timeout=SOON)
    assert_accessible(page)
    button.click()
    expect(card(page, new)).to_be_visible()
    expect(page.locator("#found > li").first.locator(".card")).to_have_attribute(
        "data-listing", str(new.pk)
    )
    expect(card(page, new).get_by_role("link")).to_be_focused()
    expect(button).to_be_hidden()


def linked(lister):
    """A listing, Ana, and her conversation with a message that links to it."""
    place = ListingFactory(lister=lister)
    ana = VerifiedStudentFactory(name="Ana")
    conversation = ConversationFactory(participants=[ana, VerifiedStudentFactory(name="Ben")])
    MessageFactory(
        conversation=conversation, sender=ana, listing=place, body=f"/listings/{place.pk}/"
    )
    return place, ana, conversation


def test_listing_preview_in_the_chat_updates_live_at_any_age(open_page, lister):
    place, ana, conversation = linked(lister)
    theirs = open_page(lister, "/listings/mine/")
    page = open_page(ana, conversation.get_absolute_url())
    old = page.locator(f'.message-listing .listing-preview[data-listing="{place.pk}"]')
    expect(old).to_contain_text("$950")
    page.get_by_label("Message", exact=True).fill(f"and http://localhost/listings/{place.pk}/ ?")
    page.keyboard.press("Enter")
    expect(old).to_have_count(2)
    expect(old.last.locator(".listing-preview-title")).to_have_text("Room in a 3-bed · Noyes St")

    press(theirs, "Mark as taken")
    for card_there in (old.first, old.last):
        expect(card_there.locator(".badge")).to_have_text("Taken", timeout=SOON)
    press(theirs, "Back to draft")
    expect(old.first).to_have_text("No longer available", timeout=SOON, use_inner_text=True)
    expect(old.last).not_to_have_attribute("href", re.compile("."))


@pytest.mark.postgres
def test_preview_sent_while_its_listing_changes_shows_the_current_status(open_page, lister):
    place, ana, conversation = linked(lister)
    theirs = open_page(lister, "/listings/mine/")
    page = open_page(ana)
    enter(page, conversation)
    badges = page.locator(".message-listing .badge")
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        write(page, f"and /listings/{place.pk}/ ?")
        wait_until_a_lock_is_awaited()  # after loading the listing's status
        press(theirs, "Mark as taken")
        expect(badges).to_have_text(["Taken"], timeout=SOON)
    expect(badges).to_have_text(["Taken", "Taken"])


def test_everything_that_shows_a_listing_follows_its_change(open_page, lister):
    place = ListingFactory(lister=lister)
    ana = VerifiedStudentFactory(name="Ana")
    conversation_start.contact(ana, place)
    theirs = open_page(lister, "/listings/mine/")
    inbox = open_page(ana, "/chat/")
    browse = open_page(path="/listings/?sort=cost")
    await_line(inbox)
    wait_until(browse, "() => document.querySelector('listing-updates').socket?.state === 'open'")
    expect(card(browse, place).locator(".card-cost")).to_have_text("$1,010 all in")

    press(theirs, "Mark as pending")
    in_inbox = inbox.locator(".conversation-item-listing")
    expect(in_inbox).to_contain_text("Pending", timeout=SOON)
    press(theirs, "Still available")
    expect(in_inbox).to_have_text("Room in a 3-bed · Noyes St", timeout=SOON)

    theirs.goto(f"/listings/{place.pk}/edit/?step=money")
    theirs.get_by_label("Rent", exact=False).first.fill("900")
    theirs.get_by_role("button", name="Save").first.click()
    expect(card(browse, place).locator(".card-cost")).to_have_text("$960 all in")
