"""Conversations of a user who deletes their account."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from channels.db import database_sync_to_async
from django.db import connection, transaction

from chat.actions import attachments, message_send
from chat.membership import conversation_start
from chat.models import Conversation, Invitation, Participant
from tests.listings.test_gallery import stored
from tests.support.chat_communicator import ChatCommunicator
from tests.support.database_locks import wait_until_a_lock_is_awaited
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory, pdf

pytestmark = pytest.mark.django_db


def send(sender, conversation, body="hi", **more):
    return message_send.send(sender, conversation.pk, uuid.uuid4(), body, **more)


def test_messages_remain_for_others(client, ana, ben, conversation):
    message = send(ben, conversation, "The key is under the mat.")
    ben.delete()
    page = client.get(f"/chat/{conversation.pk}/").text
    assert "The key is under the mat." in page
    assert "Someone who left" in page
    assert "Ben Okafor" not in page
    [found] = client.get(f"/chat/{conversation.pk}/messages/").json()["messages"]
    assert (found["id"], found["sender"]) == (message.pk, {"id": None, "name": "Someone who left"})


def test_listing_is_deleted_and_inquiry_remains(client, ana, ben):
    inquiry = conversation_start.contact(ana, ListingFactory(lister=ben))
    send(ben, inquiry, "It is still free.")
    ben.delete()
    page = client.get("/chat/").text
    assert "Someone who left" in page
    assert "It is still free." in page
    inquiry.refresh_from_db()
    assert inquiry.listing is None


def test_empty_conversation_is_deleted_with_its_files(
    ana, ben, conversation, django_capture_on_commit_callbacks
):
    files = stored("attachments")
    for person in (ana, ben):
        send(person, conversation, files=[attachments.add(person, conversation.pk, pdf()).pk])
    with django_capture_on_commit_callbacks(execute=True):
        ana.delete()
    assert len(stored("attachments") - files) == 2
    with django_capture_on_commit_callbacks(execute=True):
        ben.delete()
    assert not Conversation.objects.exists()
    assert stored("attachments") == files


def test_unsent_uploads_are_deleted(ana, conversation, django_capture_on_commit_callbacks):
    files = stored("attachments")
    attachments.add(ana, conversation.pk, pdf())
    with django_capture_on_commit_callbacks(execute=True):
        ana.delete()
    assert not conversation.attachments.exists()
    assert stored("attachments") == files


def test_only_invitations_to_own_addresses_are_deleted(ana, ben, conversation):
    ana.emailaddress_set.create(email="cho@example.com", verified=False)
    for email in (ana.email, "cho@example.com"):
        Invitation.objects.create(conversation=conversation, email=email, invited_by=ben)
    ana.delete()
    assert [one.email for one in conversation.invitations.all()] == ["cho@example.com"]


def test_conversation_of_others_goes_on(ana, ben, conversation):
    ana.delete()
    send(ben, conversation)
    conversation.refresh_from_db()
    assert (conversation.host.user, conversation.participants_version, conversation.seq) == (
        ben,
        1,
        1,
    )


async def kinds_until_close(tab) -> set[str]:
    kinds = set()
    while (output := await tab.wire.receive_output(5))["type"] != "websocket.close":
        kinds.add(json.loads(output["text"])["type"])
    return kinds


async def test_others_are_notified_and_own_tabs_are_closed(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await database_sync_to_async(ana.delete)()
        people = (await his.last("conversation"))["conversation"]["people"]
        assert [person["name"] for person in people] == ["Ben"]
        await his.send(conversation, "Is she gone?")
        assert await kinds_until_close(hers) <= {"presence", "conversation"}


@pytest.mark.postgres
def test_deletion_locks_participants_before_conversations(transactional_db):
    ana = VerifiedStudentFactory()
    first, last = ConversationFactory.create_batch(2, participants=[ana])

    def leave():
        try:
            type(ana).objects.get(pk=ana.pk).delete()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Participant.objects.select_for_update().get(user=ana, conversation=last)
            leaving = thread.submit(leave)
            wait_until_a_lock_is_awaited()
            # Whoever has locked a participant may still lock any conversation.
            Conversation.objects.select_for_update(nowait=True).get(pk=first.pk)
        leaving.result()
    assert not Conversation.objects.exists()
