"""How the chat reads: by keys and ear, over days, in many tabs, on a line that comes and goes."""

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
    """Ana and Ben with a page each, and the conversation that they are in."""
    (ana, hers), (ben, his) = two_people
    talk = ConversationFactory(name="Noyes house", participants=[ana, ben])
    return talk, (ana, hers), (ben, his)


def body_of(page: Page):
    return page.get_by_label("Message", exact=True)


# By ear ---------------------------------------------------------------------------------------


def test_only_new_messages_of_others_are_announced(pair):
    talk, (ana, hers), (ben, his) = pair
    [old] = history(talk, ben, "said long ago")
    Participant.objects.filter(user=ana).update(read_seq=1)
    enter(his, talk)
    enter(hers, talk)
    heard = hers.locator(".chat-log-announcer")
    assert hers.get_by_role("log").get_attribute("aria-live") == "off"
    write(hers, "mine")
    tell(his, talk, type="edit", message=old.pk, body="changed long after")
    expect(message(hers, "changed long after")).to_be_visible()
    say(his, talk, "hello")
    expect(heard).to_have_text("Ben: hello")
    his.evaluate(
        MODULES
        + """for (const number of [1, 2, 3, 4, 5]) {
                const nonce = crypto.randomUUID();
                socket.send({ type: "send", nonce, body: `number ${number}.`, ...work });
            }
        }""",
        {"conversation": talk.pk},
    )
    expect(heard).to_contain_text("new messages")


# By keys --------------------------------------------------------------------------------------


def test_arrow_keys_move_through_messages_and_back_to_the_composer(pair):
    talk, (ana, hers), (ben, _) = pair
    history(talk, ben, "one", "two", "three")
    Participant.objects.filter(user=ana).update(read_seq=3)
    enter(hers, talk)
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
    talk, (ana, hers), (_, his) = pair
    history(talk, ana, *(f"number {number}." for number in range(30)))
    [last] = history(talk, ana, "mine")
    enter(his, talk)
    enter(hers, talk)
    menu = options(hers, "mine")
    expect(menu.get_by_role("button", name="Thumbs up")).to_be_focused()
    tell(his, talk, type="react", message=last.pk, emoji="🎉")
    tell(his, talk, type="send", nonce="7d5b1f6e-0000-4000-8000-000000000001", body="below")
    expect(message(hers, "below")).to_be_visible()
    expect(menu.get_by_role("button", name="Thumbs up")).to_be_focused()
    menu.get_by_role("button", name="Delete").click()
    hers.get_by_role("dialog", name="Delete this message?").get_by_role(
        "button", name="Delete"
    ).click()
    expect(message(hers, "Message deleted")).to_be_focused()


def test_reaction_keeps_the_focus_while_others_react(pair):
    talk, (_, hers), (ben, his) = pair
    [sent] = history(talk, ben, "We got it")
    enter(his, talk)
    enter(hers, talk)
    tell(his, talk, type="react", message=sent.pk, emoji="🎉")
    chip = message(hers, "We got it").get_by_role("button", name="🎉")
    chip.focus()
    tell(his, talk, type="react", message=sent.pk, emoji="👍")
    expect(message(hers, "We got it").get_by_role("button", name="👍")).to_be_visible()
    expect(chip).to_be_focused()
    tell(his, talk, type="react", message=sent.pk, emoji="🎉", on=False)
    expect(message(hers, "We got it")).to_be_focused()


# Days and counts ------------------------------------------------------------------------------


def test_day_names_change_at_midnight(pair, open_page):
    talk, (ana, _), (ben, _) = pair
    now = datetime(2026, 11, 2, 23, 59, 30, tzinfo=CHICAGO)  # the day before has 25 hours
    for days, sent in enumerate(reversed(history(talk, ben, "earlier", "before", "now"))):
        at = now - timedelta(days=days)
        Message.objects.filter(pk=sent.pk).update(sent_at=at)
    page = open_page(ana, timezone_id="America/Chicago")
    page.clock.install(time=now)
    page.goto(talk.get_absolute_url())
    days = page.locator(".chat-log-list .message-day")
    expect(days).to_have_text(["Saturday, Oct 31", "Yesterday", "Today"])
    page.clock.run_for(60_000)
    expect(days).to_have_text(["Saturday, Oct 31", "Sunday, Nov 1", "Yesterday"])


def test_title_and_favicon_count_unread_messages_in_every_tab(pair):
    talk, (_, hers), (_, his) = pair
    other, third = hers.context.new_page(), hers.context.new_page()
    for page in (hers, other, his):
        page.goto("/listings/")
        await_line(page)
    plain = hers.title()
    say(his, talk, "one")
    say(his, talk, "two")
    for page in (hers, other):
        expect(page).to_have_title(f"(2) {plain}")
        expect(page.locator("link[rel=icon]")).to_have_attribute("type", "image/png")
    hers.evaluate("document.title = 'swapped'")
    expect(hers).to_have_title("(2) swapped")
    enter(third, talk)
    for page in (hers, other, third):
        expect(page.locator("link[rel=icon]")).to_have_attribute("type", "image/svg+xml")
    expect(other).to_have_title(plain)


def test_links_are_found_as_the_server_finds_them(pair):
    talk, (_, hers), _ = pair
    enter(hers, talk)
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


# What isn't sent yet --------------------------------------------------------------------------

NO_ROOM = """Storage.prototype.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
}"""


KEPT = """[...new Set(Object.keys(localStorage).map((key) => key.split(".")[0]))]
    .filter((name) => name !== "left").sort()"""
UNSENT = "Object.keys(localStorage).filter((key) => key.startsWith('outbox'))"


@pytest.mark.console_errors
@pytest.mark.parametrize("where", ["full", "forbidden"])
def test_without_local_storage_leaving_with_a_pending_message_asks_first(pair, where):
    talk, (_, hers), _ = pair
    forbid = "Object.defineProperty(window, 'localStorage', { get() { %s } })"
    throw = "throw new DOMException('no', 'SecurityError')"
    hers.add_init_script(NO_ROOM if where == "full" else forbid % throw)
    enter(hers, talk)
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
    assert stored(talk) == ["first", "second"]
    assert hers.evaluate("window.onbeforeunload") is None


@pytest.mark.console_errors
def test_two_tabs_show_a_pending_message_until_one_has_sent_it(pair):
    talk, (_, hers), _ = pair
    other = hers.context.new_page()
    enter(hers, talk)
    enter(other, talk)
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
    assert stored(talk) == ["from one", "from the other"]
    assert (
        hers.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('outbox'))") == []
    )


def test_closing_a_tab_before_the_ack_leaves_one_message(pair):
    talk, (_, hers), (_, his) = pair
    enter(his, talk)

    def deafen(line):
        server = line.connect_to_server()
        line.on_message(lambda text: server.send(text))
        server.on_message(lambda text: None if '"body":"once"' in text else line.send(text))

    hers.route_web_socket("/ws/", deafen)
    enter(hers, talk)
    write(hers, "once")
    expect(message(his, "once")).to_be_visible()
    expect(message(hers, "once")).to_have_attribute("data-state", "pending")
    context = hers.context
    hers.close()
    other = context.new_page()
    enter(other, talk)
    expect(message(other, "once")).to_have_attribute("data-state", "read")
    wait_until(other, f"() => !({UNSENT}).length")
    assert stored(talk) == ["once"]


@pytest.mark.console_errors
def test_clock_set_back_changes_no_order(pair):
    talk, (_, hers), _ = pair
    enter(hers, talk)
    hers.context.set_offline(True)
    write(hers, "first")
    hers.evaluate("Date.now = () => 1000")
    write(hers, "second")
    hers.evaluate("localStorage.setItem('outbox.broken', '{'); localStorage.setItem('x', '{')")
    hers.context.set_offline(False)
    expect(message(hers, "second")).to_have_attribute("data-state", "sent")
    assert stored(talk) == ["first", "second"]


def test_page_that_slept_notices_a_dead_connection(pair):
    """Its timers stood still, and the other end is long gone; nothing has told it so."""
    talk, (_, hers), (_, his) = pair
    sockets = []
    hers.on("websocket", lambda socket: sockets.append(socket))
    enter(hers, talk)
    enter(his, talk)
    hers.evaluate(
        """() => {
            const now = Date.now;
            Date.now = () => now() + 3600_000;
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    say(his, talk, "good morning")
    expect(message(hers, "good morning")).to_be_visible()
    assert len(sockets) == 2


def deafen(line):
    """A line whose other end hears everything and is heard of nothing after the greeting."""
    server = line.connect_to_server()
    line.on_message(lambda text: server.send(text))
    server.on_message(lambda text: line.send(text) if '"type":"re' in text else None)


def test_logging_out_removes_everything_stored_in_the_browser(pair):
    talk, (_, hers), _ = pair
    other = hers.context.new_page()
    hers.context.route_web_socket("/ws/", deafen)
    for page in (hers, other):
        enter(page, talk)
    write(hers, "not for your eyes")
    body_of(other).fill("nor this")
    assert hers.evaluate(KEPT) == ["draft", "outbox"]
    hers.goto("/accounts/profile/")
    hers.get_by_role("button", name="Log out").click()
    expect(other).to_have_url(re.compile("/accounts/login/"))
    assert hers.evaluate(KEPT) == []
    assert other.evaluate(KEPT) == []


def test_next_user_finds_nothing_and_the_returning_user_finds_everything(pair, session_of, web):
    talk, (ana, hers), (ben, _) = pair

    def come(person):
        cookie = {"name": "sessionid", "value": session_of(person), "url": web.url}
        hers.context.clear_cookies()
        hers.goto("/accounts/login/")
        hers.context.add_cookies([cookie])
        enter(hers, talk)

    enter(hers, talk)
    body_of(hers).fill("half a thought")
    come(ana)
    expect(body_of(hers)).to_have_value("half a thought")
    come(ben)
    expect(body_of(hers)).to_have_value("")
    assert hers.evaluate(KEPT) == []


def test_session_continues_after_a_login_in_another_tab(pair):
    talk, (_, hers), _ = pair
    enter(hers, talk)
    cookies = hers.context.cookies()
    hers.context.clear_cookies()
    hers.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_visible()
    write(hers, "kept")
    hers.context.add_cookies(cookies)
    hers.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(message(hers, "kept")).to_have_attribute("data-state", "sent")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_hidden()
