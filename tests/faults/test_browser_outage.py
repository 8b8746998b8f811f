"""The database is down for 20 s while two users write to each other in browsers."""

import time

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.e2e.test_chat import await_line, bodies, message, stored, write
from tests.support.factories import ConversationFactory, VerifiedStudentFactory

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(600)]

AWAY = 20  # seconds
SOON = 60_000  # milliseconds to the end of the longest pause, on a busy machine
# The longest time between two beats, and the page's content.
HEARTBEAT = """() => {
    let last = performance.now();
    window.longestGap = 0;
    setInterval(() => {
        const now = performance.now();
        window.longestGap = Math.max(window.longestGap, now - last);
        last = now;
    }, 100);
}"""


@pytest.fixture
def outage(own_postgres, start_web, browser, session_of):
    """The database server that goes down, a conversation in it, and Ana's and Ben's pages of it."""
    web = start_web(DATABASE_URL=own_postgres.url)
    people = [VerifiedStudentFactory(name=name) for name in ("Ana", "Ben")]
    conversation = ConversationFactory(participants=people)
    contexts = [browser.new_context(base_url=web.url) for _ in people]
    pages = []
    for person, context in zip(people, contexts, strict=True):
        cookie = {"name": "sessionid", "value": session_of(person), "url": web.url}
        context.add_cookies([cookie])
        pages.append(open_conversation(context.new_page(), conversation))
    connection.close()  # it is cut with the other connections
    yield own_postgres, conversation, *pages
    for context in contexts:
        context.close()


def open_conversation(page: Page, conversation) -> Page:
    page.goto(conversation.get_absolute_url())
    await_line(page)
    page.evaluate(HEARTBEAT)
    return page


def write_for(seconds: float, hers: Page, his: Page, written: dict[str, list[str]]):
    """Ana and Ben write in turn; adds each text to `written`, by its sender's name."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for name, page in (("Ana", hers), ("Ben", his)):
            written[name].append(f"{name} {len(written[name]) + 1}.")
            write(page, written[name][-1])
        hers.wait_for_timeout(700)


@pytest.mark.parametrize(("leave", "come_back"), [("kill", "start"), ("pause", "resume")])
def test_outage_loses_and_duplicates_no_message(outage, leave, come_back):
    postgres, conversation, hers, his = outage
    written = {"Ana": [], "Ben": []}
    write_for(1, hers, his, written)
    for page in (hers, his):
        expect(message(page, "Ana 1.")).not_to_have_attribute("data-state", "pending")
    getattr(postgres, leave)()
    try:
        write_for(AWAY, hers, his, written)
    finally:
        getattr(postgres, come_back)()
    assert len(written["Ana"]) > 5
    check_all_arrived(hers, his, conversation, written)
    for page in (hers, his):
        assert page.evaluate("longestGap") < 3000
        assert page.evaluate("performance.memory.usedJSHeapSize") < 100 * 1024**2


def check_all_arrived(hers: Page, his: Page, conversation, written: dict[str, list[str]]):
    """Both pages and the database have each sender's messages in order, once, and read."""
    for page, own in ((hers, written["Ana"]), (his, written["Ben"])):
        seen = page.locator('.message-own[data-state="read"]')
        expect(seen).to_have_count(len(own), timeout=SOON)
    for there in (bodies(hers), bodies(his), stored(conversation)):
        for name, own in written.items():
            assert [body for body in there if body.startswith(name)] == own
    assert bodies(hers) == bodies(his) == stored(conversation)
