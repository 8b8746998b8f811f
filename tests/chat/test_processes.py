"""Delivery between two web processes."""

import uuid

import pytest

from chat.membership import participants
from chat.models import Message
from tests.support.chat_connection import ChatConnection
from tests.support.factories import ConversationFactory, VerifiedStudentFactory

pytestmark = pytest.mark.redis


@pytest.fixture
def apart(transactional_db, webs, session_of):
    """Ana at one process, Ben at another, and their conversation."""
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    hers, his = (
        ChatConnection(web, session_of(one)) for web, one in zip(webs, (ana, ben), strict=True)
    )
    yield hers, his, conversation
    hers.close()
    his.close()


def test_message_reaches_other_process(apart):
    hers, his, conversation = apart
    for number in range(50):
        sent = hers.send(conversation, f"m{number}")
        assert his.next("message")["message"] == sent


def test_nonce_at_two_processes_is_one_message(apart):
    hers, his, conversation = apart
    nonce = str(uuid.uuid4())
    mine = hers.send(conversation, "once", nonce)
    theirs = his.send(conversation, "twice", nonce)
    assert mine["id"] != theirs["id"]
    assert hers.send(conversation, "once", nonce) == mine
    assert Message.objects.count() == 2


def test_burst_from_both_sides_arrives_complete_and_in_order(apart):
    hers, his, conversation = apart
    for number in range(150):
        for tab in (hers, his):
            tab.post(conversation, str(number))
    for tab in (hers, his):
        versions = [tab.next("message")["message"]["version"] for _ in range(300)]
        assert versions == list(range(1, 301))


def test_message_sent_by_form_reaches_socket_of_other_process(apart, client, session_of):
    _, his, conversation = apart
    person = conversation.participants.first()
    client.force_login(person)
    answer = client.post(
        f"/chat/{conversation.pk}/messages/", {"body": "by form", "nonce": str(uuid.uuid4())}
    )
    assert answer.status_code == 302
    assert his.next("message")["message"]["body"] == "by form"


def test_participant_removed_during_burst_receives_nothing_after(apart):
    hers, his, conversation = apart
    host, other = (place.user for place in conversation.participations.longest_first())
    for number in range(60):
        hers.post(conversation, f"before {number}")
    participants.remove(host, conversation.pk, other.pk)
    conversation.refresh_from_db()
    for number in range(60):
        hers.post(conversation, f"after {number}")
    assert his.next("conversation", conversation={"id": conversation.pk, "member": False})
    his.drain()
    assert all(message["seq"] <= conversation.seq for message in his.received)
    assert hers.send(conversation, "the last")["seq"] == 121


def test_new_name_reaches_other_process(apart):
    hers, his, conversation = apart
    participants.rename(conversation.participants.first(), conversation.pk, "Maple Ave")
    for tab in (hers, his):
        assert tab.next("conversation")["conversation"]["name"] == "Maple Ave"
