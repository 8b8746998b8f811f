"""Clocks that are wrong, or are set while messages are sent: no order depends on them."""

import asyncio
from itertools import pairwise

import pytest
import requests
from channels.db import database_sync_to_async as in_thread

from chat.models import Conversation, Message
from tests.servers.clock import Clock
from tests.support.chat_connection import ChatConnection
from tests.support.delivery_checks import check
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.simulated_client import SimulatedClient
from tests.support.waiting import eventually

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

HOUR = 3600


@pytest.fixture
def wrong_clocks(start_web, session_of, tmp_path):
    """Four users on two processes, one an hour ahead and one an hour behind, and a way to set
    both clocks."""
    clocks = [Clock(tmp_path, "ahead", HOUR), Clock(tmp_path, "behind", -HOUR)]
    webs = [start_web(RATE_LIMITS="on", **clock.variables) for clock in clocks]
    people = VerifiedStudentFactory.create_batch(4)
    conversation = ConversationFactory(participants=people)
    sessions = [session_of(person) for person in people]
    clients = [
        SimulatedClient(webs, session, [conversation.pk], seed)
        for seed, session in enumerate(sessions)
    ]
    return clients, clocks, webs, people[:2], sessions[:2]


async def test_no_order_depends_on_the_clock(wrong_clocks):
    clients, clocks = wrong_clocks[:2]
    sending = [client.simulate(8, pause=0.7) for client in clients]
    await asyncio.gather(*sending, set_clocks(clocks))
    await check(clients)
    times = await in_thread(times_in_order)()
    assert any(later < sooner for sooner, later in pairwise(times))
    await in_thread(check_pages)(*wrong_clocks[2:])


async def set_clocks(clocks):
    for ahead, behind in ((-HOUR, HOUR), (30 * HOUR, -30 * HOUR)):
        await wait_for_more_messages()
        clocks[0].set(ahead)
        clocks[1].set(behind)


async def wait_for_more_messages():
    before = await Message.objects.acount()

    async def has_more_messages() -> bool:
        return await Message.objects.acount() >= before + 8

    await eventually(has_more_messages)


def times_in_order():
    return list(Message.objects.order_by("seq").values_list("sent_at", flat=True))


def check_pages(webs, people, sessions):
    """The newest conversation is first, nobody is logged out, and presence is right."""
    conversations = [ConversationFactory(participants=people) for _ in webs]
    tabs = [ChatConnection(web, session) for web, session in zip(webs, sessions, strict=True)]
    for tab, conversation in zip(tabs, conversations, strict=True):
        tab.send(conversation)
    inbox = Conversation.objects.for_user(people[0]).for_inbox()
    assert list(inbox[:2]) == conversations[::-1]
    assert people[0].pk in tabs[1].ready["online"]
    for web in webs:
        cookies = {"sessionid": sessions[0]}
        answer = requests.get(
            f"{web.url}/chat/", cookies=cookies, allow_redirects=False, timeout=20
        )
        assert answer.status_code == 200
    for tab in tabs:
        tab.close()
