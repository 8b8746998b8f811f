"""Three messages until the other side of an inquiry writes: enforced where messages are stored."""

import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions import attachments, inquiry_limits, message_edit, message_send
from chat.errors import Forbidden
from chat.membership import conversation_start, participants
from chat.models import Conversation, Message
from tests.support.chat_communicator import ChatCommunicator
from tests.support.chat_connection import ChatConnection
from tests.support.factories import (
    ConversationFactory,
    InquiryFactory,
    ListingFactory,
    MessageFactory,
    UserFactory,
    VerifiedStudentFactory,
    pdf,
)

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def inquiry(db):
    """(seeker, lister, their inquiry without messages)."""
    seeker, lister = UserFactory(name="Ana"), VerifiedStudentFactory(name="Ben Okafor")
    return seeker, lister, conversation_start.contact(seeker, ListingFactory(lister=lister))


def send(user, conversation, body="hi", nonce=None, **more) -> Message:
    return message_send.send(user, conversation.pk, nonce or uuid.uuid4(), body, **more)


def send_three(user, conversation) -> list[Message]:
    return [send(user, conversation, f"m{number}") for number in range(3)]


def draft(user, conversation, nonce=None) -> message_send.Draft:
    return message_send.Draft(user, conversation.pk, nonce or uuid.uuid4(), "hi")


def kinds(drafts) -> list[type]:
    return [type(outcome) for outcome in message_send.send_all(drafts)]


def is_full(user, conversation) -> bool:
    [outcome] = message_send.send_all([draft(user, conversation)])
    return isinstance(outcome, Forbidden)


def test_fourth_unanswered_message_is_forbidden(inquiry):
    seeker, _, conversation = inquiry
    send_three(seeker, conversation)
    with pytest.raises(Forbidden, match="You can write again once the other person replies"):
        send(seeker, conversation)
    assert conversation.messages.count() == 3


def test_answer_lifts_limit_for_both_sides(inquiry):
    seeker, lister, conversation = inquiry
    send_three(seeker, conversation)
    send(lister, conversation)
    for user in (seeker, lister):
        for _ in range(5):
            send(user, conversation)


def test_lister_who_writes_first_is_limited_too(inquiry):
    seeker, lister, conversation = inquiry
    send_three(lister, conversation)
    assert is_full(lister, conversation)
    assert not is_full(seeker, conversation)


def test_roommates_have_no_such_limit(db):
    ana, ben = UserFactory.create_batch(2)
    conversation = ConversationFactory(participants=[ana, ben])
    for _ in range(5):
        send(ana, conversation)


def test_nothing_is_limited_while_limits_are_off(inquiry, settings):
    seeker, lister, conversation = inquiry
    settings.RATE_LIMITS = False
    for _ in range(5):
        send(seeker, conversation)
    assert not is_full(seeker, conversation)
    send(lister, conversation)
    assert reloaded(conversation).answered


def test_edits_deletions_and_reactions_keep_count(inquiry):
    seeker, lister, conversation = inquiry
    first, second, third = send_three(seeker, conversation)
    message_edit.edit(seeker, conversation.pk, first.pk, "better")
    message_edit.delete(seeker, conversation.pk, second.pk)
    message_edit.react(lister, conversation.pk, third.pk, "👍", True)
    assert is_full(seeker, conversation)


def test_fourth_edit_of_an_unanswered_message_is_forbidden(inquiry):
    seeker, lister, conversation = inquiry
    message = send(seeker, conversation)
    for number in range(3):
        message_edit.edit(seeker, conversation.pk, message.pk, f"edit {number}")
    with pytest.raises(Forbidden, match="once the other person replies"):
        message_edit.edit(seeker, conversation.pk, message.pk, "edit 3")
    message_edit.edit(seeker, conversation.pk, message.pk, "edit 2")  # as it is
    send(lister, conversation)
    message_edit.edit(seeker, conversation.pk, message.pk, "edit 3")


def test_sixth_unanswered_inquiry_with_one_lister_is_forbidden(db):
    seeker, lister = UserFactory.create_batch(2)
    listings = ListingFactory.create_batch(6, lister=lister)
    first, *_ = [conversation_start.contact(seeker, listing) for listing in listings[:5]]
    with pytest.raises(Forbidden, match="once they reply"):
        conversation_start.contact(seeker, listings[5])
    assert conversation_start.contact(seeker, listings[0]) == first
    conversation_start.contact(seeker, ListingFactory())
    conversation_start.contact(UserFactory(), listings[5])
    send(seeker, first), send(lister, first)
    conversation_start.contact(seeker, listings[5])


def test_leaving_and_contacting_again_keeps_count(inquiry):
    seeker, _, conversation = inquiry
    send_three(seeker, conversation)
    participants.leave(seeker, conversation.pk)
    assert conversation_start.contact(seeker, conversation.listing) == conversation
    assert is_full(seeker, conversation)


def test_limit_remains_after_silent_lister_leaves(inquiry):
    seeker, lister, conversation = inquiry
    send_three(seeker, conversation)
    participants.leave(lister, conversation.pk)
    assert is_full(seeker, conversation)


def test_message_of_deleted_account_is_an_answer(inquiry):
    seeker, lister, conversation = inquiry
    send(lister, conversation)
    lister.delete()
    for _ in range(5):
        send(seeker, conversation)


def test_messages_that_are_only_files_count(inquiry):
    seeker, _, conversation = inquiry
    for _ in range(3):
        file = attachments.add(seeker, conversation.pk, pdf())
        send(seeker, conversation, "", files=[file.pk])
    assert is_full(seeker, conversation)


def test_stored_nonces_are_acked_again_at_the_limit(inquiry):
    seeker, _, conversation = inquiry
    stored = send_three(seeker, conversation)
    for message in stored:
        assert send(seeker, conversation, nonce=message.nonce) == message


def test_drafts_of_one_batch_are_counted(inquiry):
    seeker, lister, conversation = inquiry
    batch = [draft(seeker, conversation) for _ in range(5)]
    assert kinds(batch) == [Message] * 3 + [Forbidden] * 2
    assert conversation.messages.count() == 3
    batch = [draft(one, conversation) for one in (seeker, lister, seeker, seeker)]
    assert kinds(batch) == [Forbidden, Message, Message, Message]


def test_batch_counts_each_inquiry_alone(inquiry):
    seeker, _, conversation = inquiry
    other = conversation_start.contact(seeker, ListingFactory())
    send_three(seeker, conversation)
    assert kinds([draft(seeker, one) for one in (conversation, other)]) == [Forbidden, Message]


def test_messages_stored_by_release_without_column_count(inquiry):
    seeker, lister, conversation = inquiry
    for sender in (seeker, seeker, seeker, seeker, lister):
        MessageFactory(conversation=conversation, sender=sender)
    assert inquiry_limits.messages_left(reloaded(conversation), seeker) is None
    send(seeker, conversation)
    assert reloaded(conversation).answered


def reloaded(conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def test_only_unanswered_inquiry_makes_extra_query(inquiry):
    seeker, lister, conversation = inquiry
    group = ConversationFactory(participants=[seeker, lister])
    in_group = queries_of_a_send(seeker, group)
    assert queries_of_a_send(seeker, conversation) == in_group + 1
    assert queries_of_a_send(lister, conversation) == in_group + 2  # and sets `answered`
    assert queries_of_a_send(seeker, conversation) == in_group


def queries_of_a_send(user, conversation) -> int:
    with CaptureQueriesContext(connection) as queries:
        send(user, conversation)
    return len(queries)


@pytest.mark.postgres
def test_concurrent_sends_store_three(transactional_db):
    seeker, lister = UserFactory.create_batch(2)
    conversation = InquiryFactory(participants=[seeker, lister])
    outcomes = race([draft(seeker, conversation) for _ in range(16)])
    assert sorted(map(str, map(type, outcomes))).count(str(Message)) == 3
    assert conversation.messages.count() == 3


@pytest.mark.postgres
def test_concurrent_contacts_start_five_inquiries_with_one_lister(transactional_db):
    seeker, lister = UserFactory.create_batch(2)

    def contact(listing):
        try:
            with contextlib.suppress(Forbidden):
                conversation_start.contact(seeker, listing)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(contact, ListingFactory.create_batch(8, lister=lister)))
    assert Conversation.objects.filter(started_by=seeker).count() == 5


@pytest.mark.postgres
def test_concurrent_sends_of_one_nonce_at_limit_are_all_acked(transactional_db):
    seeker, lister = UserFactory.create_batch(2)
    conversation = InquiryFactory(participants=[seeker, lister])
    send(seeker, conversation), send(seeker, conversation)
    nonce = uuid.uuid4()
    outcomes = race([draft(seeker, conversation, nonce) for _ in range(16)])
    assert {outcome.pk for outcome in outcomes} == {conversation.messages.get(nonce=nonce).pk}


def race(drafts):
    def send(one):
        try:
            return message_send.send_all([one])[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(send, drafts))


@pytest.mark.redis
def test_tabs_at_two_processes_share_the_limit(start_web, session_of):
    seeker, lister = UserFactory.create_batch(2)
    conversation = InquiryFactory(participants=[seeker, lister])
    webs = [start_web(RATE_LIMITS="on") for _ in range(2)]
    tabs = [ChatConnection(web, session_of(seeker)) for web in webs]
    for _ in range(5):
        for tab in tabs:
            tab.post(conversation)
    for tab in tabs:
        tab.send_frame(type="ping")
        tab.next("pong")
        tab.close()
    assert conversation.messages.count() == 3


async def test_socket_answers_forbidden_without_a_time_to_retry(inquiry_pair):
    seeker, lister, conversation = inquiry_pair
    async with ChatCommunicator(seeker) as tab, ChatCommunicator(lister) as other:
        kinds = [(await tab.send(conversation))["type"] for _ in range(3)]
        refusal = await tab.send(conversation)
        assert kinds == ["ack"] * 3
        assert (refusal["type"], refusal["code"]) == ("error", "forbidden")
        assert "retry_after" not in refusal
        await other.send(conversation)
        assert (await tab.send(conversation))["type"] == "ack"


def test_http_shares_the_limit(client, inquiry):
    seeker, _, conversation = inquiry
    client.force_login(seeker)
    send(seeker, conversation), send(seeker, conversation)
    assert post(client, conversation, headers=JSON).status_code == 201
    refused = post(client, conversation, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    page = post(client, conversation)
    assert page.status_code == 403
    assert "You can write again once the other person replies." in page.text


def post(client, conversation, **more):
    fields = {"body": "hi", "nonce": str(uuid.uuid4())}
    return client.post(f"/chat/{conversation.pk}/messages/", fields, **more)


def composer(client, user, conversation) -> str:
    client.force_login(user)
    page = client.get(f"/chat/{conversation.pk}/").text
    return page[page.index("<chat-composer") : page.index("</chat-composer>")]


def test_composer_says_how_many_are_left(client, inquiry):
    seeker, lister, conversation = inquiry
    assert 'data-left="3"' in composer(client, seeker, conversation)
    send(seeker, conversation)
    page = composer(client, seeker, conversation)
    assert "You can send 3 messages until Ben replies." in page
    assert 'data-left="2"' in page
    assert "message-limit" not in composer(client, lister, conversation)


def test_composer_is_disabled_at_the_limit_until_the_answer(client, inquiry):
    seeker, lister, conversation = inquiry
    send_three(seeker, conversation)
    page = composer(client, seeker, conversation)
    assert "You’ve sent 3 messages. You can write again once Ben replies." in page
    assert page.count(" disabled") == 3  # body, files and the button
    send(lister, conversation)
    page = composer(client, seeker, conversation)
    assert "disabled" not in page
    assert "message-limit" not in page
