"""An inquiry until the other side answers, as both sides see it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_chat import enter, message, stored, write
from tests.support.factories import InquiryFactory

OPEN = "You can send 3 messages until Ben replies."
FULL = "You’ve sent 3 messages. You can write again once Ben replies."


@pytest.fixture
def web(start_web):
    """A process with rate limits; the shared one has none."""
    return start_web(RATE_LIMITS="on")


@pytest.fixture
def inquiry(two_people):
    """Ana, who asks, and Ben, with a page each, and their inquiry."""
    (ana, hers), (ben, his) = two_people
    return InquiryFactory(participants=[ana, ben]), hers, his


def limit(page: Page):
    return page.locator("message-limit")


def expect_words(page: Page, words: str):
    expect(limit(page)).to_have_text(words, use_inner_text=True)


def box(page: Page):
    return page.get_by_label("Message", exact=True)


def test_composer_counts_down_and_is_unlimited_after_the_answer(inquiry, assert_accessible):
    conversation, hers, his = inquiry
    enter(hers, conversation)
    enter(his, conversation)
    expect_words(hers, OPEN)
    write(hers, "one")
    expect_words(hers, f"{OPEN} 2 left.")
    expect(limit(his)).to_be_hidden()
    write(hers, "two")
    write(hers, "three")
    expect_words(hers, FULL)
    expect(box(hers)).to_be_disabled()
    expect(message(hers, "three")).to_have_attribute("data-state", "sent")
    assert_accessible(hers)
    write(his, "Hello!")
    expect(limit(hers)).to_be_hidden()
    expect(box(hers)).to_be_enabled()
    write(hers, "four")
    expect(message(his, "four")).to_be_visible()


def test_presence_and_read_receipts_are_shown_after_the_answer(inquiry):
    conversation, hers, his = inquiry
    enter(hers, conversation)
    enter(his, conversation)
    write(hers, "Is it still free?")
    expect(message(his, "still free")).to_be_visible()
    expect(hers.locator(".conversation-header .online")).to_be_hidden()
    expect(message(hers, "still free")).to_have_attribute("data-state", "sent")
    write(his, "It is.")
    expect(hers.locator(".conversation-header .online")).to_be_visible()
    expect(message(hers, "still free")).to_have_attribute("data-state", "read")


def test_at_the_limit_a_sent_message_can_be_edited(inquiry):
    conversation, hers, _ = inquiry
    enter(hers, conversation)
    for body in ("one", "two", "three"):
        write(hers, body)
    expect(message(hers, "three")).to_have_attribute("data-state", "sent")
    expect(box(hers)).to_be_disabled()
    hers.evaluate("document.dispatchEvent(new Event('chat:edit-last'))")
    expect(box(hers)).to_be_enabled()
    write(hers, "better")
    expect(message(hers, "better")).to_be_visible()
    expect(box(hers)).to_be_disabled()
    assert stored(conversation) == ["one", "two", "better"]


@pytest.mark.console_errors
def test_messages_written_offline_count_before_they_are_sent(inquiry):
    conversation, hers, _ = inquiry
    enter(hers, conversation)
    hers.context.set_offline(True)
    expect(hers.get_by_text("You’re offline. What you write is saved.")).to_be_visible()
    for body in ("one", "two", "three"):
        write(hers, body)
    expect_words(hers, FULL)
    hers.context.set_offline(False)
    expect(message(hers, "three")).to_have_attribute("data-state", "sent")
    expect(box(hers)).to_be_disabled()
    assert stored(conversation) == ["one", "two", "three"]
