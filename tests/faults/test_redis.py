"""Redis may go, hang and come back: a message is acked and arrives all the same."""

import os
import signal
import time

import pytest

from chat import roster
from tests.factories import ConversationFactory, VerifiedStudentFactory
from tests.tabs import Tab

pytestmark = [pytest.mark.redis, pytest.mark.faults]

LATE = 3  # seconds that a message may take while Redis is away
SOON = 0.5  # seconds that count as at once


@pytest.fixture
def apart(own_redis, start_web, session_of):
    """Ana and Ben at two processes with a Redis of their own, and a way to open another tab."""
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    webs = [start_web(REDIS_URL=own_redis.url) for _ in range(2)]
    sessions = [session_of(ana), session_of(ben)]
    tabs = []

    def open_tab(number, **options):
        tabs.append(Tab(webs[number], sessions[number], **options))
        return tabs[-1]

    yield open_tab, conversation
    for tab in tabs:
        tab.close()


def until_at_once(sender, hearer, conversation, seconds=15):
    """Wait until messages come at once again. Fails after `seconds`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        body = f"at {time.monotonic()}"
        sender.send(conversation, body)
        if hearer.hear(body) < SOON:
            return
    pytest.fail("Redis is back, and messages are still late")


def complete(tab, count):
    """Whether the tab heard every version up to `count`, once and in order."""
    return tab.versions == list(range(1, count + 1))


def test_without_redis_a_message_is_acked_and_arrives_within_seconds(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    hers.send(conversation, "before")
    assert his.hear("before") < LATE
    own_redis.stop()
    for number in range(3):
        hers.send(conversation, f"without {number}", seconds=LATE)
        assert his.hear(f"without {number}", LATE + 1) < LATE
    own_redis.start()
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.heard))


def test_a_tab_may_come_while_redis_is_gone(apart, own_redis):
    open_tab, conversation = apart
    hers = open_tab(0)
    own_redis.stop()
    hers.send(conversation, "seen later")
    his = open_tab(1, versions={conversation.pk: 0})
    assert [message["body"] for message in his.heard] == ["seen later"]
    hers.send(conversation, "and this")
    assert his.hear("and this", LATE + 1) < LATE
    own_redis.start()
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.heard))


def test_a_redis_that_hangs_delays_nothing_for_longer(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    hers.send(conversation, "before")
    assert his.hear("before") < LATE
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    try:
        for number in range(5):
            hers.send(conversation, f"hanging {number}", seconds=LATE)
            assert his.hear(f"hanging {number}", LATE + 2) < LATE + 1
        third = open_tab(1)
        assert third.ready["versions"] == {str(conversation.pk): 6}
    finally:
        os.kill(own_redis.process.pid, signal.SIGCONT)
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.heard))


def test_who_is_removed_while_redis_is_gone_hears_nothing_after(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    own_redis.stop()
    ben = conversation.participants.get(pk=his.ready["user"])
    roster.leave(ben, conversation.pk)
    hers.send(conversation, "are you there?")
    assert his.next("conversation")["conversation"] == {"id": conversation.pk, "member": False}
    his.drain()
    assert his.heard == []
