"""What becomes of someone's talks when they delete their account."""

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
from tests.support.database_locks import wait_until_somebody_waits
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory, pdf

pytestmark = pytest.mark.django_db


def say(sender, talk, body="hi", **more):
    return message_send.send(sender, talk.pk, uuid.uuid4(), body, **more)


def test_what_they_said_stays_with_the_others(client, ana, ben, talk):
    said = say(ben, talk, "The key is under the mat.")
    ben.delete()
    page = client.get(f"/chat/{talk.pk}/").text
    assert "The key is under the mat." in page
    assert "Someone who left" in page
    assert "Ben Okafor" not in page
    [found] = client.get(f"/chat/{talk.pk}/messages/").json()["messages"]
    assert (found["id"], found["sender"]) == (said.pk, {"id": None, "name": "Someone who left"})


def test_what_they_were_first_asked_about_goes_and_the_talk_stays(client, ana, ben):
    inquiry = conversation_start.contact(ana, ListingFactory(lister=ben))
    say(ben, inquiry, "It is still free.")
    ben.delete()
    page = client.get("/chat/").text
    assert "Someone who left" in page
    assert "It is still free." in page
    inquiry.refresh_from_db()
    assert inquiry.listing is None


def test_a_talk_that_nobody_is_left_in_goes_with_its_files(
    ana, ben, talk, django_capture_on_commit_callbacks
):
    files = stored("attachments")
    for person in (ana, ben):
        say(person, talk, files=[attachments.add(person, talk.pk, pdf()).pk])
    with django_capture_on_commit_callbacks(execute=True):
        ana.delete()
    assert len(stored("attachments") - files) == 2
    with django_capture_on_commit_callbacks(execute=True):
        ben.delete()
    assert not Conversation.objects.exists()
    assert stored("attachments") == files


def test_what_they_never_sent_goes(ana, talk, django_capture_on_commit_callbacks):
    files = stored("attachments")
    attachments.add(ana, talk.pk, pdf())
    with django_capture_on_commit_callbacks(execute=True):
        ana.delete()
    assert not talk.attachments.exists()
    assert stored("attachments") == files


def test_invitations_to_their_own_addresses_go_and_others_stay(ana, ben, talk):
    ana.emailaddress_set.create(email="cho@example.com", verified=False)
    for email in (ana.email, "cho@example.com"):
        Invitation.objects.create(conversation=talk, email=email, invited_by=ben)
    ana.delete()
    assert [one.email for one in talk.invitations.all()] == ["cho@example.com"]


def test_a_room_without_them_goes_on(ana, ben, talk):
    ana.delete()
    say(ben, talk)
    talk.refresh_from_db()
    assert (talk.host.user, talk.participants_version, talk.seq) == (ben, 1, 1)


async def kinds_until_close(tab) -> set[str]:
    kinds = set()
    while (output := await tab.wire.receive_output(5))["type"] != "websocket.close":
        kinds.add(json.loads(output["text"])["type"])
    return kinds


async def test_others_are_told_and_their_own_tabs_hear_nothing_more(pair):
    ana, ben, talk = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await database_sync_to_async(ana.delete)()
        people = (await his.last("conversation"))["conversation"]["people"]
        assert [person["name"] for person in people] == ["Ben"]
        await his.send(talk, "Is she gone?")
        assert await kinds_until_close(hers) <= {"presence", "conversation"}


@pytest.mark.postgres
def test_it_holds_no_talk_while_it_waits_for_a_place(transactional_db):
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
            wait_until_somebody_waits()
            # Who has a place may go on to any talk.
            Conversation.objects.select_for_update(nowait=True).get(pk=first.pk)
        leaving.result()
    assert not Conversation.objects.exists()
