"""Presence, typing and read receipts of an inquiry stay hidden until both sides have written."""

import json
import random
import re
import uuid

import pytest
from channels.db import database_sync_to_async as in_thread
from django.test import Client

from chat.actions import message_send, read_receipts
from tests.support.chat_communicator import ChatCommunicator
from tests.support.chat_connection import ChatConnection
from tests.support.factories import ConversationFactory, InquiryFactory, UserFactory

JSON = {"Accept": "application/json"}


def send(user, conversation, body="hi"):
    return message_send.send(user, conversation.pk, uuid.uuid4(), body)


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def people_on_page(client, conversation) -> dict[str, int]:
    """How far each participant has read, by name, in the data that the page has for its scripts."""
    page = client.get(f"/chat/{conversation.pk}/").text
    people = re.search(r'<script id="people"[^>]*>(.*?)</script>', page)[1]
    return {person["name"]: person["read"] for person in json.loads(people)}


def answers_to(user, conversation) -> list:
    """The viewer's pages and responses about the conversation, without random tokens."""
    client, path = browser_of(user), f"/chat/{conversation.pk}/"
    pages = [client.get(path).text, client.get("/chat/").text]
    pages += [client.get(f"{path}messages/{query}").text for query in ("", "?after=0", "?before=9")]
    tokens = r'(csrfmiddlewaretoken|name="nonce"|csrf-token|X-CSRFToken|nonce)[^>]*'
    return [re.sub(tokens, "", page) for page in pages]


def mark_read_by_form(user, conversation, seq):
    browser_of(user).post(f"/chat/{conversation.pk}/read/", {"seq": seq})


class Quiet:
    """Do everything that a participant can except write."""

    def __init__(self, user, conversation, seed):
        self.user, self.conversation, self.random = user, conversation, random.Random(seed)

    async def act(self):
        async with ChatCommunicator(self.user) as tab:
            for _ in range(12):
                actions = [self.type, self.read, self.load_pages, self.mark_read]
                await self.random.choice(actions)(tab)
            assert await tab.receives_nothing() is not None

    async def type(self, tab):
        await tab.send_frame(type="typing", conversation=self.conversation.pk)

    async def read(self, tab):
        seq = self.random.randrange(5)
        await tab.send_frame(type="read", conversation=self.conversation.pk, seq=seq)

    async def load_pages(self, tab):
        await in_thread(answers_to)(self.user, self.conversation)

    async def mark_read(self, tab):
        seq = self.random.randrange(5)
        await in_thread(mark_read_by_form)(self.user, self.conversation, seq)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("written", ["nothing", "by the watcher", "by the other"])
async def test_activity_of_other_side_is_hidden_before_both_wrote(inquiry_pair, seed, written):
    watcher, other, conversation = inquiry_pair
    if writer := {"by the watcher": watcher, "by the other": other}.get(written):
        await in_thread(send)(writer, conversation)
    before = await in_thread(answers_to)(watcher, conversation)
    async with ChatCommunicator(watcher) as tab:
        assert tab.ready["online"] == []
        await Quiet(other, conversation, seed).act()
        await tab.send_frame(type="ping")
        assert await tab.until("pong") == [{"type": "pong"}]
    async with ChatCommunicator(other), ChatCommunicator(watcher) as tab:
        assert tab.ready["online"] == []
    assert await in_thread(answers_to)(watcher, conversation) == before


async def test_own_tabs_receive_read_receipts(inquiry_pair):
    ana, ben, conversation = inquiry_pair
    await in_thread(send)(ana, conversation)
    async with ChatCommunicator(ben) as one, ChatCommunicator(ben) as other:
        await one.send_frame(type="read", conversation=conversation.pk, seq=1)
        frame = await other.last("read")
        assert (frame["user"], frame["seq"]) == (ben.pk, 1)


async def test_activity_is_shared_once_both_wrote(inquiry_pair):
    ana, ben, conversation = inquiry_pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await hers.send(conversation)
        await his.send_frame(type="read", conversation=conversation.pk, seq=1)
        await his.send(conversation)
        assert (await hers.last("presence")) == {"type": "presence", "user": ben.pk, "online": True}
        assert (await his.last("presence"))["user"] == ana.pk
        await his.send_frame(type="typing", conversation=conversation.pk)
        assert (await hers.last("typing"))["user"] == ben.pk
        await hers.send_frame(type="read", conversation=conversation.pk, seq=2)
        assert (await his.last("read"))["user"] == ana.pk
    async with ChatCommunicator(ana), ChatCommunicator(ben) as his:
        assert his.ready["online"] == [ana.pk]


async def test_answer_raises_participants_version(
    inquiry_pair,
):
    ana, ben, conversation = inquiry_pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await hers.send(conversation)
        await his.send(conversation)
        assert (await hers.last("conversation"))["conversation"]["roster"] == 1


@pytest.mark.django_db
def test_page_shows_read_state_only_once_both_wrote():
    ana, ben = UserFactory(name="Ana"), UserFactory(name="Ben")
    conversation = InquiryFactory(participants=[ana, ben])
    send(ana, conversation)
    read_receipts.mark_read(ben, conversation.pk, 1)
    client = browser_of(ana)
    assert people_on_page(client, conversation) == {"Ana": 1, "Ben": 0}
    assert "#icon-read" not in client.get(f"/chat/{conversation.pk}/").text.split("<ol")[1]
    send(ben, conversation)
    assert people_on_page(client, conversation) == {"Ana": 1, "Ben": 2}


@pytest.mark.django_db
def test_roommates_see_read_state_before_both_wrote():
    ana, ben = UserFactory(name="Ana"), UserFactory(name="Ben")
    conversation = ConversationFactory(participants=[ana, ben])
    send(ana, conversation)
    read_receipts.mark_read(ben, conversation.pk, 1)
    assert people_on_page(browser_of(ana), conversation) == {"Ana": 1, "Ben": 1}


@pytest.mark.redis
def test_answer_at_one_process_shows_presence_at_the_other(transactional_db, webs, session_of):
    ana, ben = UserFactory.create_batch(2)
    conversation = InquiryFactory(participants=[ana, ben])
    hers, his = ChatConnection(webs[0], session_of(ana)), ChatConnection(webs[1], session_of(ben))
    hers.send(conversation)
    his.send(conversation)
    assert hers.next("presence", user=ben.pk)["online"]
    assert his.next("presence", user=ana.pk)["online"]
    his.send_frame(type="typing", conversation=conversation.pk)
    assert hers.next("typing")["user"] == ben.pk
    hers.close(), his.close()
