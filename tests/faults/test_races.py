"""Two users act at the same moment, on two processes."""

import asyncio
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from channels.db import database_sync_to_async as in_thread
from django.db import transaction

from chat.membership import participants
from chat.models import Conversation, Message
from tests.support.chat_connection import ChatConnection
from tests.support.delivery_checks import check
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.simulated_client import SimulatedClient
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]


@pytest.fixture
def own_webs(start_web):
    """They end with the test, and so do requests of clients that disconnected."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda _: start_web(), range(2)))


@pytest.fixture
def people(transactional_db):
    return VerifiedStudentFactory.create_batch(6)


@pytest.fixture
def conversation(people):
    return ConversationFactory(participants=people)


def test_nonce_sent_to_two_processes_at_once_is_one_message(webs, people, conversation, session_of):
    """Through both sockets and the form, all at the same time, repeatedly."""
    rounds, ana, ben = 40, *people[:2]
    tabs = [ChatConnection(web, session_of(ana)) for web in webs]
    his = ChatConnection(webs[0], session_of(ben))
    with ThreadPoolExecutor() as pool:
        for number in range(rounds):
            nonce, body = str(uuid.uuid4()), f"once {number}"
            stored = [pool.submit(tab.send, conversation, body, nonce) for tab in tabs]
            stored += [
                pool.submit(post, web, session_of(ana), conversation, body, nonce) for web in webs
            ]
            assert len({one.result()["id"] for one in stored}) == 1
            his.wait_for(body)
    assert Message.objects.count() == rounds
    his.drain()
    assert his.versions == list(range(1, rounds + 1))
    for tab in (*tabs, his):
        tab.close()


def test_nonces_sent_to_two_processes_in_bursts_are_one_message_each(
    webs, people, conversation, session_of
):
    """As by a phone that lost its connection with pending messages and reconnected elsewhere."""
    rounds, many = 10, 25
    for _ in range(rounds):
        tabs = [ChatConnection(web, session_of(people[0])) for web in webs]
        nonces = [str(uuid.uuid4()) for _ in range(many)]
        for nonce in nonces:
            for tab in tabs:
                tab.post(conversation, nonce=nonce)
        acks = [[tab.next("ack", nonce=nonce)["message"] for nonce in nonces] for tab in tabs]
        assert acks[0] == acks[1]
        for tab in tabs:
            tab.close()
    assert Message.objects.count() == rounds * many


def post(web, session, conversation, body, nonce) -> dict:
    answer = requests.post(
        f"{web.url}/chat/{conversation.pk}/messages/",
        {"body": body, "nonce": nonce},
        headers={"Accept": "application/json", "X-CSRFToken": "a" * 32},
        cookies={"sessionid": session, "csrftoken": "a" * 32},
        timeout=30,
    )
    assert answer.status_code == 201
    return answer.json()


async def test_resuming_during_edits_and_deletions_ends_with_the_stored_state(
    own_webs, people, conversation, session_of
):
    sessions = [await in_thread(session_of)(person) for person in people]
    clients = [
        SimulatedClient(own_webs, session, [conversation.pk], seed)
        for seed, session in enumerate(sessions)
    ]
    changing = [client.simulate(8, pause=0.1, drop=0, changes=0.8) for client in clients[:3]]
    resuming = [client.simulate(8, pause=0.5, drop=1) for client in clients[3:]]
    await asyncio.gather(*changing, *resuming)
    await check(clients)


def test_participant_removed_during_a_burst_receives_nothing_later(
    webs, people, conversation, session_of
):
    """Neither over sockets of both processes nor by requesting pages, at any moment."""
    host, other, *removed = people
    ending = threading.Event()
    sessions = {person.pk: session_of(person) for person in people}
    tabs = {
        person.pk: [ChatConnection(web, sessions[person.pk]) for web in webs] for person in removed
    }
    with ThreadPoolExecutor(20) as pool:
        burst = [
            pool.submit(talk_on, ChatConnection(web, sessions[person.pk]), conversation, ending)
            for web, person in zip(webs, (host, other), strict=True)
        ]
        asking = [
            pool.submit(ask_on, web, sessions[person.pk], conversation, ending)
            for person in removed
            for web in webs[:1]
        ]
        last = {person.pk: remove(host, person, conversation) for person in removed}
        wait_until(lambda: version_of(conversation) > max(last.values()) + 10)
        ending.set()
        assert sum(sent.result() for sent in burst) > 20
    for person, learned in zip(removed, asking, strict=True):
        assert learned.result() <= last[person.pk]
        for tab in tabs[person.pk]:
            gone = {"id": conversation.pk, "member": False}
            told = tab.next("conversation")["conversation"]
            while told != gone:
                told = tab.next("conversation")["conversation"]
            tab.drain()
            assert max(tab.versions, default=0) <= last[person.pk]
            tab.close()


def talk_on(tab, conversation, ending) -> int:
    sent = 0
    while not ending.is_set():
        tab.send(conversation)
        sent += 1
    tab.close()
    return sent


def ask_on(web, session, conversation, ending) -> int:
    """The highest version that a response has shown."""
    learned = 0
    while not ending.is_set():
        answer = requests.get(
            f"{web.url}/chat/{conversation.pk}/messages/?after={learned}",
            cookies={"sessionid": session},
            timeout=30,
        )
        if answer.status_code == 404:
            continue
        shown = answer.json()
        learned = max([learned, shown["version"], *(one["version"] for one in shown["messages"])])
    return learned


def remove(host, person, conversation) -> int:
    """Remove a participant while the others write; returns the conversation's version then."""
    before = version_of(conversation)
    wait_until(lambda: version_of(conversation) > before + 2)
    with transaction.atomic():
        participants.remove(host, conversation.pk, person.pk)
        return version_of(conversation)


def version_of(conversation) -> int:
    return Conversation.objects.get(pk=conversation.pk).version
