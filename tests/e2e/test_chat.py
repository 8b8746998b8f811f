"""The chat in the browsers of two users."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from chat.membership import participants
from chat.models import Invitation, Message, Participant
from tests.support.browser.waits import wait_until
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    VerifiedStudentFactory,
)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pair(two_people):
    """Ana and Ben with a page each, and their conversation."""
    (ana, hers), (ben, his) = two_people
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    return conversation, (ana, hers), (ben, his)


def history(conversation, sender, *bodies: str) -> list[Message]:
    """Messages from before anybody opens the page."""
    return [MessageFactory(conversation=conversation, sender=sender, body=body) for body in bodies]


def numbered(count: int) -> list[str]:
    return [f"number {number}." for number in range(1, count + 1)]


def enter(page: Page, conversation):
    """Open the conversation, and wait until its socket is connected."""
    page.goto(conversation.get_absolute_url())
    await_line(page)


# The page's modules, found beside the one that every page loads.
MODULES = """async (work) => {
    const site = document.querySelector("script[src*='js/site']").src;
    const { socket } = await import(site.replace("site.js", "session.js"));
"""


def await_line(page: Page):
    page.evaluate(
        MODULES
        + """while (socket.state !== "open")
                await new Promise((then) => socket.addEventListener("state", then, { once: true }));
        }"""
    )


def tell(page: Page, conversation, **frame) -> dict:
    """Send a frame over the page's socket; returns the message that results from it."""
    return page.evaluate(
        MODULES
        + """const isIt = (message) =>
                work.nonce ? message.nonce === work.nonce : message.id === work.message;
            socket.send(work);
            return new Promise((then) => socket.addEventListener("message", ({ detail }) =>
                isIt(detail.message) && then(detail.message)));
        }""",
        {"conversation": conversation.pk, **frame},
    )


def say(page: Page, conversation, body: str) -> dict:
    return tell(page, conversation, type="send", nonce=str(uuid.uuid4()), body=body)


def write(page: Page, body: str):
    page.get_by_label("Message", exact=True).fill(body)
    page.keyboard.press("Enter")


def message(page: Page, body: str):
    return page.get_by_role("log").get_by_role("listitem").filter(has_text=body)


def bodies(page: Page) -> list[str]:
    return page.locator(".chat-log-list .message-body").all_text_contents()


def stored(conversation) -> list[str]:
    return list(Message.objects.filter(conversation=conversation).values_list("body", flat=True))


# Live --------------------------------------------------------------------------------------------


def test_two_users_exchange_messages(pair, assert_accessible):
    conversation, (_, hers), (_, his) = pair
    enter(hers, conversation)
    enter(his, conversation)
    write(hers, "Is it still free?")
    expect(message(his, "Is it still free?")).to_be_visible()
    write(his, "It is, see https://example.org/a_(b).")
    expect(message(hers, "It is").get_by_role("link")).to_have_attribute(
        "href", "https://example.org/a_(b)"
    )
    expect(message(hers, "Is it still free?")).to_have_attribute("data-state", "read")
    assert_accessible(hers)
    assert bodies(hers) == bodies(his) == stored(conversation)


def test_live_message_looks_like_one_from_the_server(pair):
    """Scripts and templates render the same markup."""
    conversation, (_, hers), (_, his) = pair
    enter(hers, conversation)
    enter(his, conversation)
    texts = ["<b>&amp;</b> \"q\" 'a'", "a\nb  c", "x https://a.b/c?d=1&e=(f), (https://g.h/i)"]
    sent = [
        say(his, conversation, text)
        for text in [*texts, "HTTPS://EXAMPLE.ORG/.", "https://", "gone"]
    ]
    tell(hers, conversation, type="react", message=sent[0]["id"], emoji="👍")
    tell(his, conversation, type="edit", message=sent[1]["id"], body="a\nb  c!")
    tell(his, conversation, type="delete", message=sent[5]["id"])
    mine = say(hers, conversation, "mine")
    expect(hers.locator(f"#message-{mine['id']}")).to_have_attribute("data-state", "read")
    live = hers.locator(".chat-log-list").evaluate(NORMAL)
    nothing = {"body": "", "content_type": "text/javascript"}
    hers.route("**/conversation*.js", lambda route: route.fulfill(**nothing))
    hers.reload()
    assert hers.locator(".chat-log-list").evaluate(NORMAL) == live


# Ignores the order of attributes, a title, and whitespace between tags.
NORMAL = """(list) => [...list.querySelectorAll("*")].map((node) => [
    node.localName,
    ...[...node.attributes]
        .filter(({ name }) => !["title", "datetime", "data-first-unread"].includes(name))
        .map(({ name, value }) => `${name}=${value}`).sort(),
    node.children.length ? "" : node.textContent,
].join(" "))"""


def test_unread_count_in_the_header_updates_on_other_pages(pair):
    conversation, (_, hers), (_, his) = pair
    other = hers.context.new_page()
    for page in (hers, his):
        page.goto("/listings/")
        await_line(page)
    chat = hers.get_by_role("navigation", name="Main").get_by_role("link", name="Chat")
    expect(chat.locator("unread-badge")).to_be_hidden()
    say(his, conversation, "one")
    say(his, conversation, "two")
    expect(chat).to_contain_text("2 unread")
    assert hers.title().startswith("(2) ")
    enter(other, conversation)
    expect(chat.locator("unread-badge")).to_be_hidden()
    assert not hers.title().startswith("(")


def test_two_tabs_of_one_user_stay_in_sync(pair):
    conversation, (_, hers), _ = pair
    other = hers.context.new_page()
    enter(hers, conversation)
    enter(other, conversation)
    for body in ("one", "two", "three"):
        write(hers, body)
    expect(message(other, "three")).to_have_attribute("data-state", "sent")
    assert bodies(other) == bodies(hers) == ["one", "two", "three"]


def test_inbox_updates_with_the_conversation(pair):
    conversation, (ana, hers), (_, his) = pair
    ConversationFactory(name="Maple Ave", participants=[ana])
    for page in (hers, his):
        page.goto("/chat/")
        await_line(page)
    rows = hers.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(rows.first).to_contain_text("Maple Ave")
    say(his, conversation, "It's <i>me</i>")
    expect(rows.first).to_contain_text("It's <i>me</i>")
    expect(rows.first).to_contain_text("1 unread")
    say(hers, conversation, "Hi")
    expect(rows.first).to_contain_text("You: Hi")
    expect(rows.first.locator(".conversation-item-count")).to_be_hidden()


def test_new_conversation_appears_in_an_open_inbox(pair):
    conversation, (ana, hers), (_, his) = pair
    listing = ListingFactory(lister=ana)
    enter(hers, conversation)
    his.goto(listing.get_absolute_url())
    his.get_by_role("button", name="Message the lister").click()
    rows = hers.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Ben")
    expect(rows.last.get_by_role("link")).to_have_attribute("aria-current", "page")


def test_typing_and_presence_are_shown(pair):
    conversation, (_, hers), (_, his) = pair
    enter(hers, conversation)
    enter(his, conversation)
    expect(hers.locator(".conversation-header").get_by_text("online")).to_be_attached()
    his.get_by_label("Message", exact=True).press_sequentially("He")
    expect(hers.get_by_text("Ben is typing")).to_be_visible()
    write(his, "Hello")
    expect(message(hers, "Hello")).to_be_visible()
    expect(hers.get_by_text("Ben is typing")).to_be_hidden()


# Changing messages -------------------------------------------------------------------------------


def options(page: Page, body: str):
    message(page, body).get_by_role("button", name="Message options").press("Enter")
    return page.get_by_role("dialog", name="Message options")


def test_edit_is_shown_to_the_other_user(pair):
    conversation, (ana, hers), (_, his) = pair
    history(conversation, ana, "helo")
    enter(hers, conversation)
    enter(his, conversation)
    options(hers, "helo").get_by_role("button", name="Edit").click()
    box = hers.get_by_label("Message", exact=True)
    expect(box).to_have_value("helo")
    write(hers, "hello")
    expect(message(his, "hello")).to_contain_text("Edited")
    expect(box).to_have_value("")
    assert stored(conversation) == ["hello"]


def test_up_arrow_edits_the_last_own_message_and_escape_cancels(pair):
    conversation, (ana, hers), _ = pair
    history(conversation, ana, "last")
    enter(hers, conversation)
    box = hers.get_by_label("Message", exact=True)
    box.press("ArrowUp")
    expect(box).to_have_value("last")
    box.press("Escape")
    expect(box).to_have_value("")
    expect(hers.get_by_text("Editing a message")).to_be_hidden()


def test_deletion_is_shown_to_the_other_user(pair):
    conversation, (ana, hers), (_, his) = pair
    history(conversation, ana, "my secret")
    enter(hers, conversation)
    enter(his, conversation)
    options(hers, "my secret").get_by_role("button", name="Delete").click()
    hers.get_by_role("dialog", name="Delete this message?").get_by_role(
        "button", name="Delete"
    ).click()
    expect(message(his, "Message deleted")).to_be_visible()
    expect(message(his, "my secret")).to_have_count(0)
    assert stored(conversation) == [""]


def test_reaction_is_shown_to_the_other_user_and_removed(pair):
    conversation, (ana, hers), (_, his) = pair
    history(conversation, ana, "We got it")
    enter(hers, conversation)
    enter(his, conversation)
    options(his, "We got it").get_by_role("button", name="Hooray").press("Enter")
    chip = message(hers, "We got it").get_by_role("button", name="🎉")
    expect(chip).to_have_text("🎉 1")
    chip.click()
    expect(message(his, "We got it").get_by_role("button", name="🎉 2")).to_be_visible()
    message(his, "We got it").get_by_role("button", name="🎉").click()
    expect(chip).to_have_text("🎉 1")


def test_messages_of_others_offer_no_edit_or_delete(pair):
    conversation, (_, hers), (ben, _) = pair
    history(conversation, ben, "his words")
    enter(hers, conversation)
    menu = options(hers, "his words")
    expect(menu.get_by_role("button", name="Copy text")).to_be_visible()
    expect(menu.get_by_role("button", name="Edit")).to_be_hidden()
    expect(menu.get_by_role("button", name="Delete")).to_be_hidden()


# Going offline -----------------------------------------------------------------------------------


@pytest.mark.console_errors
def test_message_written_offline_is_sent_once_after_reconnecting(pair):
    conversation, (_, hers), (_, his) = pair
    enter(hers, conversation)
    enter(his, conversation)
    hers.context.set_offline(True)
    expect(hers.get_by_text("You’re offline. What you write is saved.")).to_be_visible()
    write(hers, "first")
    write(hers, "second")
    expect(message(hers, "second")).to_have_attribute("data-state", "pending")
    write(his, "meanwhile")
    hers.context.set_offline(False)
    expect(message(his, "second")).to_be_visible()
    expect(message(hers, "second")).not_to_have_attribute("data-state", "pending")
    expect(hers.get_by_text("You’re offline.")).to_be_hidden()
    assert bodies(his) == bodies(hers) == stored(conversation) == ["meanwhile", "first", "second"]


@pytest.mark.console_errors
def test_pending_message_survives_closing_the_tab(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    hers.route_web_socket("/ws/", lambda socket: socket.close())
    hers.reload()
    write(hers, "kept")
    expect(message(hers, "kept")).to_have_attribute("data-state", "pending")
    hers.reload()
    expect(message(hers, "kept")).to_have_attribute("data-state", "pending")
    context = hers.context
    hers.close()
    assert stored(conversation) == []
    other = context.new_page()
    other.goto("/listings/")
    await_line(other)
    enter(other, conversation)
    expect(message(other, "kept")).to_have_attribute("data-state", "sent")
    assert stored(conversation) == ["kept"]


def test_refused_message_stays_with_its_reason(pair):
    """For example removed in another window: the text can still be copied."""
    conversation, (ana, hers), _ = pair
    enter(hers, conversation)
    nonce = str(uuid.uuid4())
    entry = {"nonce": nonce, "conversation": conversation.pk, "body": "odd", "at": 1}
    hers.evaluate(
        "([key, entry]) => localStorage.setItem(key, JSON.stringify(entry))",
        [f"outbox.{ana.pk}.{nonce}", {**entry, "refused": "It was refused."}],
    )
    hers.reload()
    odd = message(hers, "odd")
    expect(odd).to_contain_text("It was refused.")
    write(hers, "goes on")
    expect(message(hers, "goes on")).to_have_attribute("data-state", "sent")
    expect(odd).to_have_attribute("data-state", "failed")


def test_logged_out_user_sees_a_notice(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    hers.context.clear_cookies()
    hers.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_visible()


def test_pending_message_is_never_sent_as_another_user(pair, session_of):
    conversation, (_, hers), (ben, _) = pair
    enter(hers, conversation)
    [cookie] = [one for one in hers.context.cookies() if one["name"] == "sessionid"]
    hers.context.add_cookies([cookie | {"value": session_of(ben)}])
    hers.evaluate("dispatchEvent(new Event('offline'))")
    write(hers, "for Ana alone to say")
    hers.evaluate("dispatchEvent(new Event('online'))")
    expect(hers.get_by_role("status").get_by_role("link", name="Log in")).to_be_visible()
    expect(message(hers, "for Ana alone to say")).to_have_attribute("data-state", "pending")
    assert stored(conversation) == []


# History -----------------------------------------------------------------------------------------


def test_scrolling_up_loads_history_and_keeps_the_position(pair):
    conversation, (ana, hers), (ben, his) = pair
    history(conversation, ben, *numbered(120))
    Participant.objects.filter(user=ana).update(read_seq=120)
    enter(his, conversation)
    enter(hers, conversation)
    expect(message(hers, "number 120.")).to_be_in_viewport()
    assert len(bodies(hers)) == 50
    # Without the smooth scrolling of a key, which stops when history arrives.
    hers.get_by_role("log").evaluate("(log) => log.scrollTo(0, -log.scrollHeight)")
    expect(message(hers, "number 21.")).to_be_attached()
    expect(message(hers, "number 71.")).to_be_in_viewport()
    at = message(hers, "number 71.").bounding_box()["y"]
    say(his, conversation, "and one more")
    expect(hers.get_by_role("button", name="1 new")).to_be_visible()
    assert abs(message(hers, "number 71.").bounding_box()["y"] - at) < 2
    hers.get_by_role("button", name="1 new").click()
    expect(message(hers, "and one more")).to_be_in_viewport()
    expect(hers.get_by_role("button", name="1 new")).to_be_hidden()


def test_messages_off_screen_stay_unread(pair):
    conversation, (ana, hers), (ben, _) = pair
    history(conversation, ben, *numbered(60))
    enter(hers, conversation)
    expect(hers.locator("[data-first-unread] .message-new")).to_be_in_viewport()
    assert Participant.objects.get(user=ana).read_seq == 0
    hers.get_by_role("button", name="Jump to newest").click()
    expect(message(hers, "number 60.")).to_be_in_viewport()
    expect(hers.locator(".conversation-item-count")).to_be_hidden()
    assert Participant.objects.get(user=ana).read_seq == 60


def read_on(page: Page, key: str, body: str):
    """Press a key until a message is there."""
    while not message(page, body).count():
        ends = page.locator(".chat-log-list > li").first, page.locator(".chat-log-list > li").last
        before = [end.get_attribute("data-seq") for end in ends]
        page.get_by_role("log").press(key)
        wait_until(
            page,
            """(before) => {
                const { children } = document.querySelector(".chat-log-list");
                const now = [children[0], [...children].at(-1)].map(({ dataset }) => dataset.seq);
                return String(now) !== String(before);
            }""",
            before,
        )


def test_conversation_opens_at_the_first_unread_message_and_all_are_reachable(pair):
    conversation, (ana, hers), (ben, his) = pair
    history(conversation, ben, *numbered(250))
    Participant.objects.filter(user=ana).update(read_seq=130)
    enter(his, conversation)
    enter(hers, conversation)
    line = hers.locator("[data-first-unread]")
    expect(line.locator(".message-new")).to_be_in_viewport()
    expect(line).to_have_attribute("data-seq", "131")
    say(his, conversation, "meanwhile")
    expect(hers.get_by_role("button", name="1 new")).to_be_visible()
    assert "meanwhile" not in bodies(hers)
    read_on(hers, "Home", "number 1.")
    expect(hers.get_by_text("This is the start of the conversation.")).to_be_visible()
    read_on(hers, "End", "meanwhile")
    assert bodies(hers) == [*numbered(250), "meanwhile"]
    expect(line).to_have_attribute("data-seq", "131")
    say(his, conversation, "live again")
    expect(message(hers, "live again")).to_be_attached()


def test_search_leads_to_the_message_and_back_to_the_newest(pair, assert_accessible):
    conversation, (ana, hers), (ben, his) = pair
    history(conversation, ben, *numbered(60), "the keys are with Dana", *numbered(120)[60:])
    Participant.objects.filter(user=ana).update(read_seq=121)
    enter(his, conversation)
    enter(hers, conversation)
    hers.get_by_role("link", name="Search in this conversation").click()
    hers.wait_for_url("**/chat/search/**")
    box = hers.get_by_role("searchbox")
    box.press_sequentially("key")
    hit = hers.get_by_role("main").get_by_role("link", name="the keys are with Dana")
    expect(hit).to_be_visible()
    expect(hers).to_have_url(re.compile(r"q=key"))
    expect(box).to_be_focused()
    assert_accessible(hers)
    hit.click()
    expect(message(hers, "the keys")).to_be_in_viewport(ratio=1)
    expect(message(hers, "the keys")).to_have_attribute("data-found", "")
    await_line(hers)
    say(his, conversation, "far below")
    write(hers, "I have them")
    expect(message(hers, "I have them")).to_be_in_viewport()
    expect(message(hers, "I have them")).to_have_attribute("data-state", "read")
    assert bodies(hers)[-3:] == ["number 120.", "far below", "I have them"]
    expect(hers).to_have_url(re.compile(rf"/chat/{conversation.pk}/$"))


def test_change_that_arrives_before_its_history_page_is_kept(pair):
    conversation, (ana, hers), (ben, his) = pair
    [first] = history(conversation, ben, "first")
    history(conversation, ben, *numbered(60))
    Participant.objects.filter(user=ana).update(read_seq=61)
    enter(his, conversation)
    enter(hers, conversation)

    def overtake(route):
        page_of_history = route.fetch()
        tell(his, conversation, type="edit", message=first.pk, body="changed")
        say(his, conversation, "last")
        expect(message(hers, "last")).to_be_attached()
        route.fulfill(response=page_of_history)

    hers.route("**/messages/?before=*", overtake)
    hers.get_by_role("log").press("Home")
    expect(message(hers, "changed")).to_be_attached()
    assert bodies(hers) == ["changed", *numbered(60), "last"]


# Phones, keyboards and no scripts ----------------------------------------------------------------


def test_draft_message_is_restored(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    hers.get_by_label("Message", exact=True).fill("half a thou")
    hers.reload()
    expect(hers.get_by_label("Message", exact=True)).to_have_value("half a thou")


def test_too_long_message_is_counted_and_kept(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    box = hers.get_by_label("Message", exact=True)
    box.fill("x" * 3990)
    expect(hers.get_by_text("10 left")).to_be_visible()
    write(hers, "x" * 4003)
    expect(hers.get_by_text("3 too many")).to_be_visible()
    expect(box).to_have_value("x" * 4003)
    assert stored(conversation) == []


def test_shift_enter_inserts_a_newline(pair):
    conversation, (_, hers), _ = pair
    enter(hers, conversation)
    box = hers.get_by_label("Message", exact=True)
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    expect(message(hers, "one")).to_have_attribute("data-state", "sent")
    assert stored(conversation) == ["one\ntwo"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_navigates_from_inbox_to_conversation_and_back(open_page, assert_accessible, scheme):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    history(conversation, ben, "hello " * 40)
    page = open_page(ana, "/chat/", viewport=PHONE, color_scheme=scheme)
    assert_accessible(page)
    page.get_by_role("link", name="Noyes house").click()
    expect(page.get_by_role("heading", name="Noyes house", level=1)).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert_accessible(page)
    page.get_by_role("link", name="All conversations").click()
    expect(page.get_by_role("heading", name="Chat", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_and_dialogs_are_accessible(open_page, assert_accessible, scheme):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    history(conversation, ana, "mine")
    page = open_page(ana, "/chat/new/", color_scheme=scheme)
    page.get_by_role("button", name="Start the conversation").click()
    expect(page.get_by_text("Give it a name so people know what they’re joining.")).to_be_visible()
    assert_accessible(page)
    enter(page, conversation)
    page.get_by_role("button", name="People and options").click()
    expect(page.get_by_role("dialog", name="People")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    options(page, "mine").get_by_role("button", name="Delete").focus()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Delete this message?")).to_be_visible()
    assert_accessible(page)


def test_without_scripts_messages_are_read_and_sent_and_a_user_leaves(open_page):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    history(conversation, ben, *numbered(60))
    page = open_page(ana, conversation.get_absolute_url(), java_script_enabled=False)
    expect(message(page, "number 40.")).to_be_in_viewport()
    page.get_by_role("link", name="Later messages").click()
    expect(message(page, "number 60.")).to_be_in_viewport()
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_label("Message", exact=True).fill("hello")
    page.get_by_role("button", name="Send").click()
    expect(message(page, "hello")).to_be_in_viewport()
    page.get_by_role("link", name="Earlier messages").click()
    expect(message(page, "number 1.")).to_be_visible()
    page.goto(conversation.get_absolute_url())
    page.get_by_role("button", name="People and options").click()
    page.get_by_role("button", name="Leave the conversation").click()
    page.get_by_role("dialog", name="Leave this conversation?").get_by_role(
        "button", name="Leave"
    ).click()
    expect(page.get_by_text("You have left “Noyes house”.")).to_be_visible()


def test_without_scripts_a_conversation_is_started_and_joined(open_page):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    page = open_page(ana, "/chat/", java_script_enabled=False)
    page.get_by_role("link", name="New conversation").click()
    page.get_by_label("What is it about?").fill("Fall")
    page.get_by_label("Who should join?").fill(ben.email)
    page.get_by_role("button", name="Start the conversation").click()
    expect(page.get_by_role("heading", name="Fall", level=1)).to_be_visible()
    his = open_page(ben, "/chat/", java_script_enabled=False)
    his.get_by_role("button", name="Join Fall").click()
    expect(his.get_by_role("heading", name="Fall", level=1)).to_be_visible()


def test_times_are_shown_in_the_readers_time_zone(pair, open_page):
    conversation, (ana, _), (ben, _) = pair
    message = history(conversation, ben, "hello")[0]
    conversation.refresh_from_db()
    page = open_page(ana, conversation.get_absolute_url(), timezone_id="Asia/Tokyo")
    there = conversation.active_at.astimezone(ZoneInfo("Asia/Tokyo"))
    row = page.locator(f'.conversation-item[data-conversation="{message.conversation_id}"]')
    clock = there.strftime("%I:%M %p").lstrip("0")
    expect(row.locator(".conversation-item-time")).to_have_text(clock)
    page.goto("/chat/search/?q=hello")
    expect(page.locator(".hit-time")).to_have_text(clock)


def test_participants_who_join_and_leave_are_shown_without_a_reload(pair, open_page):
    conversation, (_, hers), _ = pair
    cho = VerifiedStudentFactory(name="Cho")
    Invitation.objects.create(conversation=conversation, email=cho.email, invited_by=pair[1][0])
    enter(hers, conversation)
    expect(hers.locator(".conversation-header p")).not_to_contain_text("Cho")
    theirs = open_page(cho, "/chat/")
    theirs.get_by_role("button", name="Join").click()
    expect(hers.locator(".conversation-header p")).to_contain_text("Cho")
    theirs.get_by_role("button", name="People and options").click()
    theirs.get_by_role("button", name="Leave the conversation").click()
    theirs.get_by_role("button", name="Leave", exact=True).click()
    expect(hers.locator(".conversation-header p")).not_to_contain_text("Cho")


COUNT_READ = """() => {
    const { fetch } = window;
    window.read = 0;
    window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        const text = await answer.text();
        setTimeout(() => window.read++, 0);  // once what waited for it has gone on
        return new Response(text);
    };
}"""


def test_older_participant_list_that_arrives_last_is_ignored(pair):
    conversation, (ana, hers), _ = pair
    enter(hers, conversation)
    hers.evaluate(COUNT_READ)
    heading = hers.get_by_role("heading", level=1)

    def overtake(route):
        older = route.fetch()
        participants.rename(ana, conversation.pk, "Maple Ave")
        expect(heading).to_have_text("Maple Ave")
        route.fulfill(response=older)

    hers.route(re.compile(rf"/chat/{conversation.pk}/$"), overtake, times=1)
    participants.rename(ana, conversation.pk, "Orrington Ave")
    wait_until(hers, "() => window.read === 2")
    expect(heading).to_have_text("Maple Ave")


DROP = """() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["%PDF-1.4"], "lease.pdf", { type: "application/pdf" }));
  const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
  document.querySelector(".chat-pane").dispatchEvent(drop);
}"""


def test_rename_and_removal_are_shown_in_the_other_browser(pair, assert_accessible):
    conversation, (ana, hers), (_, his) = pair
    history(conversation, ana, "Shall we?")
    enter(hers, conversation)
    enter(his, conversation)
    hers.get_by_role("button", name="People and options").click()
    hers.get_by_role("link", name="Rename").click()
    hers.get_by_label("What is it about?").fill("Maple Ave")
    hers.get_by_role("button", name="Rename").click()
    expect(his.get_by_role("heading", name="Maple Ave", level=1)).to_be_visible()
    expect(his.locator(".conversation-item-title")).to_have_text("Maple Ave")
    expect(his).to_have_title(re.compile("^Maple Ave"))
    await_line(hers)
    hers.get_by_role("button", name="People and options").click()
    assert_accessible(hers)
    hers.get_by_role("button", name="Remove Ben").click()
    hers.get_by_role("dialog", name="Remove Ben?").get_by_role("button", name="Remove").click()
    expect(hers.get_by_text("Removed. They can")).to_be_visible()
    expect(his.get_by_text("You are no longer in this conversation")).to_be_visible()
    expect(his.get_by_label("Message", exact=True)).to_be_disabled()
    expect(his.get_by_label("Attach photos or PDFs")).to_be_disabled()
    expect(his.locator(".attachment-picker")).to_have_css("opacity", "0.55")
    his.evaluate(DROP)
    expect(his.locator(".upload")).to_have_count(0)
    expect(his.locator(".conversation-item")).to_have_count(0)
    assert_accessible(his)
