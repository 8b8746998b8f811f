"""The daily limits on messages: shared by all processes, and without queries far below them."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rate_limits import limits
from accounts.rate_limits.limits import DAY, Limit
from chat import rate_limits
from chat.actions import message_edit, message_send
from chat.errors import RateLimited
from chat.models import Message
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import ConversationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_a_day(settings, monkeypatch):
    """Four messages a day in all, two in one conversation, counted one by one."""
    settings.RATE_LIMITS = True
    monkeypatch.setattr(rate_limits, "BATCH", 1)
    monkeypatch.setattr(limits, "MESSAGES_PER_DAY", Limit("test_all", 4, DAY))
    monkeypatch.setattr(limits, "MESSAGES_PER_DAY_PER_CONVERSATION", Limit("test_one", 2, DAY))


def send(user, conversation, nonce=None) -> Message:
    return message_send.send(user, conversation.pk, nonce or uuid.uuid4(), "hi")


def test_daily_limit_of_a_conversation(two_a_day):
    ana = UserFactory()
    one, other = (ConversationFactory(participants=[ana]) for _ in range(2))
    send(ana, one), send(ana, one)
    with pytest.raises(RateLimited, match="Try again in 12 hours") as refused:
        send(ana, one)
    assert 11 * 3600 < refused.value.retry_after <= 12 * 3600
    send(ana, other)


def test_daily_limit_of_a_person(two_a_day):
    ana = UserFactory()
    for _ in range(4):
        send(ana, ConversationFactory(participants=[ana]))
    with pytest.raises(RateLimited):
        send(ana, ConversationFactory(participants=[ana]))


def test_processes_share_the_daily_limit(two_a_day):
    ana = UserFactory()
    conversation = ConversationFactory(participants=[ana])
    send(ana, conversation), send(ana, conversation)
    rate_limits.daily_allowance_of.cache_clear()  # as in another process
    with pytest.raises(RateLimited):
        send(ana, conversation)


def test_edits_count_as_messages(two_a_day):
    ana = UserFactory()
    conversation = ConversationFactory(participants=[ana], name="Home")
    message = send(ana, conversation)
    message_edit.edit(ana, conversation.pk, message.pk, "better")
    with pytest.raises(RateLimited):
        message_edit.edit(ana, conversation.pk, message.pk, "best")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [{"type": "edit"}, {"type": "react", "emoji": "👍"}])
async def test_changes_take_from_the_limit_of_messages(pair, limited, change):
    ana, _, conversation = pair
    async with ChatCommunicator(ana) as tab:
        frame = {"conversation": conversation.pk, "message": 1, "body": "hi"} | change
        for _ in range(31):
            await tab.send_frame(**frame)
        answers = [(await tab.until("error"))[-1] for _ in range(31)]
        assert [answer["code"] for answer in answers] == ["not_found"] * 30 + ["rate_limited"]


def test_stored_nonces_take_nothing(two_a_day):
    ana = UserFactory()
    conversation = ConversationFactory(participants=[ana])
    message = send(ana, conversation)
    for _ in range(5):
        assert send(ana, conversation, message.nonce) == message
    send(ana, conversation)


def test_draft_over_limit_does_not_affect_batch(two_a_day):
    ana, ben = UserFactory.create_batch(2)
    conversation = ConversationFactory(participants=[ana, ben])
    drafts = [
        message_send.Draft(user, conversation.pk, uuid.uuid4(), "hi")
        for user in (ana, ana, ana, ben)
    ]
    kinds = [type(outcome) for outcome in message_send.send_all(drafts)]
    assert kinds == [Message, Message, RateLimited, Message]


def test_messages_below_a_batch_take_no_query(settings):
    ana = UserFactory()
    conversation = ConversationFactory(participants=[ana])
    counts = []
    for settings.RATE_LIMITS in (False, True, True):
        with CaptureQueriesContext(connection) as queries:
            send(ana, conversation)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_limits_leave_room_for_a_long_day_of_chat(limited):
    """A message every two minutes for sixteen hours, and as many to others."""
    ana = UserFactory()
    one, other = (ConversationFactory(participants=[ana]) for _ in range(2))
    for conversation in (one, other):
        for _ in range(480):
            rate_limits.take_daily(ana.pk, conversation.pk)


@pytest.mark.django_db(transaction=True)
async def test_socket_says_when_to_try_again(pair, two_a_day):
    ana, _, conversation = pair
    async with ChatCommunicator(ana) as tab:
        for _ in range(2):
            await tab.send(conversation)
        refusal = await tab.send(conversation)
        assert refusal["code"] == "rate_limited"
        assert 11 * 3600 < refusal["retry_after"] <= 12 * 3600
