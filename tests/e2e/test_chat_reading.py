"""Reading the chat: with keys and a screen reader, over days, in many tabs, on a bad connection."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from chat.models import Message, Participant
from tests.chat.test_links import CASES as LINKS
from tests.chat.test_links import leads_to
from tests.e2e.test_chat import (
    MODULES,
    await_line,
    enter,
    history,
    message,
    options,
    say,
    stored,
    tell,
    write,
)
from tests.support.browser.waits import wait_until
from tests.support.factories import ConversationFactory

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def pair(two_people):
    """Ana and Ben with a page each, and their conversation."""
    (ana, hers), (ben, his) = two_people
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    return conversation, (ana, hers), (ben, his)


def body_of(page: Page):
    return page.get_by_label("Message", exact=True)


# Screen readers ----------------------------------------------------------------------------------


def test_only_new_messages_of_others_are_announced(pair):
    conversation, (ana, hers), (ben, his) = pair
    [old] = history(conversation, ben, "said long ago")
    Participant.objects.filter(user=ana).update(read_seq=1)
    enter(his, conversation)
    enter(hers, conversation)
    heard = hers.locator(".chat-log-announcer")
    assert hers.get_by_role("log").get_attribute("aria-live") == "off"
    write(hers, "mine")
    tell(his, conversation, type="edit", message=old.pk, body="changed long after")
    expect(message(hers, "changed long after")).to_be_visible()
    say(his, conversation, "hello")
    expect(heard).to_have_text("Ben: hello")
    his.evaluate(
        MODULES
        + """for (const number of [1, 2, 3, 4, 5]) {
                const nonce = crypto.randomUUID();
                socket.send({ type: "send", nonce, body: `number ${number}.`, ...work });
            }
        }""",
        {"conversation": conversation.pk},
    )
    expect(heard).to_contain_text("new messages")


# Keyboard ----------------------------------------------------------------------------------------


def test_arrow_keys_move_through_messages_and_back_to_the_composer(pair):
    conversation, (ana, hers), (ben, _) = pair
    history(conversation, ben, "one", "two", "three")
    Participant.objects.filter(user=ana).update(read_seq=3)
    enter(hers, conversation)
    hers.get_by_role("log").focus()
    hers.keyboard.press("ArrowUp")
    expect(message(hers, "three")).to_be_focused()
    hers.keyboard.press("ArrowUp")
    expect(message(hers, "two")).to_be_focused()
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("button", name="Thumbs up")).to_be_focused()
    hers.keyboard.press("Escape")
    expect(message(hers, "two")).to_be_focused()
    hers.keyboard.press("Escape")
    expect(body_of(hers)).to_be_focused()


def test_menu_stays_open_and_focused_while_its_message_changes(pair):
    conversation, (ana, hers), (_, his) = pair
    history(conversation, ana, *(f"number {number}." for number in range(30)))
    [last] = history(conversation, ana, "mine")
    enter(his, conversation)
    enter(hers, conversation)
    menu = options(hers, "mine")
    expect(menu.get_by_role("button", name="Thumbs up")).to_be_focused()
    tell(his, conversation, type="react", message=last.pk, emoji="🎉")
    tell(his, conversation, type="send", nonce="7d5b1f6e-0000-4000-8000-000000000001", body="below")
    expect(message(hers, "below")).to_be_visible()
    expect(menu.get_by_role("button", name="Thumbs up")).to_be_focused()
    menu.get_by_role("button", name="Delete").click()
    hers.get_by_role("dialog", name="Delete this message?").get_by_role(
        "button", name="Delete"
    ).click()
    expect(message(hers, "Message deleted")).to_be_focused()


def test_reaction_keeps_the_focus_while_others_react(pair):
    conversation, (_, hers), (ben, his) = pair
    [sent] = history(conversation, ben, "We got it")
    enter(his, conversation)
    enter(hers, conversation)
    tell(his, conversation, type="react", message=sent.pk, emoji="🎉")
    chip = message(hers, "We got it").get_by_role("button", name="🎉")
    chip.focus()
    tell(his, conversation, type="react", message=sent.pk, emoji="👍")
    expect(message(hers, "We got it").get_by_role("button", name="👍")).to_be_visible()
    expect(chip).to_be_focused()
    tell(his, conversation, type="react", message=sent.pk, emoji="🎉", on=False)
    expect(message(hers, "We got it")).to_be_focused()


# Days and counts ---------------------------------------------------------------------------------


def test_day_names_change_at_midnight(pair, open_page):
    conversation, (ana, _), (ben, _) = pair
    now = datetime(2026, 11, 2, 23, 59, 30, tzinfo=CHICAGO)  # the day before has 25 hours
    for days, sent in enumerate(reversed(history(conversation, ben, "earlier", "before", "now"))):
        at = now - timedelta(days=days)
        Message.objects.filter(pk=sent.pk).update(sent_at=at)
    page = open_page(ana, timezone_id="America/Chicago")
    page.clock.install(time=now)
    page.goto(conversation.get_absolute_url())
    days = page.locator(".chat-log-list .message-day")
    expect(days).to_have_text(["Saturday, Oct 31", "Yesterday", "Today"])
    page.clock.run_for(60_000)
    expect(days).to_have_text(["Saturday, Oct 31", "Sunday, Nov 1", "Yesterday"])


def test_title_and_favicon_count_unread_messages_in_every_tab(pair):
    conversation, (_, hers), (_, his) = pair
    other, third = hers.context.new_page(), hers.context.new_page()
    for page in (hers, other, his):
        page.goto("/listings/")
        await_line(page)
    plain = hers.title()
    say(his, conversation, "one")
    say(his, conversation, "two")
    for page in (hers, other):
        expect(page).to_have_title(f"(2) {plain}")
        expect(page.locator("link[rel=icon]")).to_have_attribute("type", "image/png")
    hers.evaluate("document.title = 'swapped'")
    expect(hers).to_have_title("(2) swapped")
    enter(third, conversation)
    for page in (hers, other, third):
        expect(page.locator("link[rel=icon]")).to_have_attribute("type", "image/svg+xml")
    expect(other).to_have_title(plain)


def test_links_are_found_as_the_server_finds_them(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    found = hers.evaluate(
        """async (texts) => {
            const site = document.querySelector("script[src*='js/site']").src;
            const { linkify } = await import(site.replace("site.js", "format/links.js"));
            return texts.map((text) => {
                const nodes = linkify(text);
                const links = [...nodes.querySelectorAll("a")];
                return [nodes.textContent,
                    links.map((link) => [link.getAttribute("href"), link.textContent]),
                    links.every(({ rel, target }) =>
                        rel === "noopener nofollow ugc" && target === "_blank")];
            });
        }""",
        [text for text, _ in LINKS],
    )
    links = [[[leads_to(address), address] for address in addresses] for _, addresses in LINKS]
    assert found == [[text, found, True] for (text, _), found in zip(LINKS, links, strict=True)]


# Pending messages --------------------------------------------------------------------------------

NO_ROOM = """Storage.prototype.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
}"""


KEPT = """[...new Set(Object.keys(localStorage).map((key) => key.split(".")[0]))]
    .filter((name) => name !== "left").sort()"""
UNSENT = "Object.keys(localStorage).filter((key) => key.startsWith('outbox'))"


@pytest.mark.console_errors
@pytest.mark.parametrize("where", ["full", "forbidden"])
def test_without_local_storage_leaving_with_a_pending_message_asks_first(pair, where):
    conversation, (_, hers), _ = pair
    forbid = "Object.defineProperty(window, 'localStorage', { get() { %s } })"
    throw = "throw new DOMException('no', 'SecurityError')"
    hers.add_init_script(NO_ROOM if where == "full" else forbid % throw)
    enter(hers, conversation)
    hers.context.set_offline(True)
    expect(hers.get_by_text("You’re offline. What you write is saved.")).to_be_visible()
    write(hers, "first")
    write(hers, "second")
    expect(message(hers, "second")).to_have_attribute("data-state", "pending")
    asked = []
    hers.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    hers.evaluate("location.reload()")
    hers.context.set_offline(False)
    expect(message(hers, "second")).to_have_attribute("data-state", "sent")
    assert asked == ["beforeunload"]
    assert stored(conversation) == ["first", "second"]
    assert hers.evaluate("window.onbeforeunload") is None


@pytest.mark.console_errors
def test_two_tabs_show_a_pending_message_until_one_has_sent_it(pair):
    conversation, (_, hers), _ = pair
    other = hers.context.new_page()
    enter(hers, conversation)
    enter(other, conversation)
    hers.context.set_offline(True)
    for page in (hers, other):
        expect(page.get_by_text("You’re offline. What you write is saved.")).to_be_visible()
    write(hers, "from one")
    write(other, "from the other")
    for page in (hers, other):
        expect(page.locator(".chat-log-list [data-state=pending]")).to_have_count(2)
    hers.context.set_offline(False)
    for page in (hers, other):
        expect(page.locator(".chat-log-list [data-state=sent]")).to_have_count(2)
        expect(page.locator(".chat-log-list > li")).to_have_count(2)
    assert stored(conversation) == ["from one", "from the other"]
    assert (
        hers.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('outbox'))") == []
    )


def test_closing_a_tab_before_the_ack_leaves_one_message(pair):
    conversation, (_, hers), (_, his) = pair
    enter(his, conversation)

    def deafen(line):
        server = line.connect_to_server()
        line.on_message(lambda text: server.send(text))
        server.on_message(lambda text: None if '"body":"once"' in text else line.send(text))

    hers.route_web_socket("/ws/", deafen)
    enter(hers, conversation)
    write(hers, "once")
    expect(message(his, "once")).to_be_visible()
    expect(message(hers, "once")).to_have_attribute("data-state", "pending")
    context = hers.context
    hers.close()
    other = context.new_page()
    enter(other, conversation)
    expect(message(other, "once")).to_have_attribute("data-state", "read")
    wait_until(other, f"() => !({UNSENT}).length")
    assert stored(conversation) == ["once"]


@pytest.mark.console_errors
def test_clock_set_back_changes_no_order(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    hers.context.set_offline(True)
    write(hers, "first")
    hers.evaluate("Date.now = () => 1000")
    write(hers, "second")
    hers.evaluate("localStorage.setItem('outbox.broken', '{'); localStorage.setItem('x', '{')")
    hers.context.set_offline(False)
    expect(message(hers, "second")).to_have_attribute("data-state", "sent")
    assert stored(conversation) == ["first", "second"]


def test_page_that_slept_notices_a_dead_connection(pair):
    """Its timers stopped, and the server has closed the connection without its noticing."""
    conversation, (_, hers), (_, his) = pair
    sockets = []
    hers.on("websocket", lambda socket: sockets.append(socket))
    enter(hers, conversation)
    enter(his, conversation)
    hers.evaluate(
        """() => {
            const now = Date.now;
            Date.now = () => now() + 3600_000;
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    say(his, conversation, "good morning")
    expect(message(hers, "good morning")).to_be_visible()
    assert len(sockets) == 2


def deafen(line):
    """A connection whose server receives everything and sends nothing after `ready`."""
    server = line.connect_to_server()
    line.on_message(lambda text: server.send(text))
    server.on_message(lambda text: line.send(text) if '"type":"re' in text else None)


def test_logging_out_removes_everything_stored_in_the_browser(pair):
    conversation, (_, hers), _ = pair
    other = hers.context.new_page()
    hers.context.route_web_socket("/ws/", deafen)
    for page in (hers, other):
        enter(page, conversation)
    write(hers, "not for your eyes")
    body_of(other).fill("nor this")
    assert hers.evaluate(KEPT) == ["draft", "outbox"]
    hers.goto("/accounts/profile/")
    hers.get_by_role("button", name="Log out").click()
    expect(other).to_have_url(re.compile("/accounts/login/"))
    assert hers.evaluate(KEPT) == []
    assert other.evaluate(KEPT) == []


def test_next_user_finds_nothing_and_the_returning_user_finds_everything(pair, session_of, web):
    conversation, (ana, hers), (ben, _) = pair

    def come(person):
        cookie = {"name": "sessionid", "value": session_of(person), "url": web.url}
        hers.context.clear_cookies()
        hers.goto("/accounts/login/")
        hers.context.add_cookies([cookie])
        enter(hers, conversation)

    enter(hers, conversation)
    body_of(hers).fill("half a thought")
    come(ana)
    expect(body_of(hers)).to_have_value("half a thought")
    come(ben)
    expect(body_of(hers)).to_have_value("")
    assert hers.evaluate(KEPT) == []


def test_session_continues_after_a_login_in_another_tab(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    cookies = hers.context.cookies()
    hers.context.clear_cookies()
    hers.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_visible()
    write(hers, "kept")
    hers.context.add_cookies(cookies)
    hers.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(message(hers, "kept")).to_have_attribute("data-state", "sent")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_hidden()
