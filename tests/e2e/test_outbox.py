"""Messages that the server doesn't accept at once."""

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.test_chat import await_line, bodies, enter, message, stored, write
from tests.support.factories import ConversationFactory, VerifiedStudentFactory


@pytest.fixture
def open_chat(two_people):
    """A conversation between Ana and Ben, and their pages of it."""
    (ana, hers), (ben, his) = two_people
    return ConversationFactory(participants=[ana, ben]), hers, his


def refuse_sends(page: Page, times: int, **error):
    """Answer the next `send` frames with an error instead of the server."""
    left = [times]

    def relay(client: WebSocketRoute):
        server = client.connect_to_server()

        def pass_on(text: str):
            frame = json.loads(text)
            if frame["type"] != "send" or not left[0]:
                return server.send(text)
            left[0] -= 1
            return client.send(json.dumps({"type": "error", "nonce": frame["nonce"], **error}))

        client.on_message(pass_on)

    page.route_web_socket("/ws/", relay)


@pytest.mark.parametrize("code", ["rate_limited", "unavailable"])
def test_message_that_has_to_wait_arrives_in_order(open_chat, code):
    conversation, hers, his = open_chat
    refuse_sends(hers, 3, code=code, detail="Later.", retry_after=1)
    enter(hers, conversation)
    enter(his, conversation)
    for body in ("first", "second"):
        write(hers, body)
    expect(message(his, "second")).to_be_visible()
    assert bodies(hers) == bodies(his) == stored(conversation) == ["first", "second"]


def test_forbidden_message_shows_why_and_can_be_resent(open_chat):
    conversation, hers, his = open_chat
    refuse_sends(hers, 1, code="forbidden", detail="Wait until Ben has answered.")
    enter(hers, conversation)
    enter(his, conversation)
    write(hers, "fourth")
    expect(message(hers, "fourth")).to_contain_text("Wait until Ben has answered.")
    expect(message(hers, "fourth")).to_have_attribute("data-state", "failed")
    message(hers, "fourth").get_by_role("button", name="Try again").click()
    expect(message(his, "fourth")).to_be_visible()
    assert bodies(hers) == stored(conversation) == ["fourth"]


def test_burst_over_the_rate_limit_arrives_in_order(start_web, browser, session_of):
    web = start_web(RATE_LIMITS="on")
    ana, ben = VerifiedStudentFactory.create_batch(2)
    conversation = ConversationFactory(participants=[ana, ben])
    context = browser.new_context(base_url=web.url)
    context.add_cookies([{"name": "sessionid", "value": session_of(ana), "url": web.url}])
    page = context.new_page()
    page.goto(conversation.get_absolute_url())
    await_line(page)
    written = [f"number {number}." for number in range(1, 36)]
    for body in written:
        write(page, body)
    sent = page.locator('.message-own[data-state="sent"]')
    expect(sent).to_have_count(len(written), timeout=30_000)
    assert bodies(page) == stored(conversation) == written
    context.close()
