"""A thousand sockets connect within a second, and are closed when the process stops."""

import asyncio
import json
import random
import resource
import threading
import time
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from chat.models import Conversation, Participant
from tests.support.delivery_checks import check
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.simulated_client import CONNECTION_LOST, SimulatedClient
from tests.support.waiting import pause_async

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

MAX_SOCKETS = 1000
VISITORS = 100  # also without a session
OTHER_FILES = 500  # files that the tests need


@dataclass
class CrowdMember:
    """One client: connects, retries if refused, and stays until it is closed."""

    web: object
    session: str | None
    attempts: int = 0
    ready_after: float | None = None
    closed: int | None = None
    closed_at: float = 0
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, began: float):
        await pause_async(random.random())
        while self.closed in (None, 4503, 1006):
            self.attempts += 1
            try:
                await self._stay(began)
            except CONNECTION_LOST:
                await pause_async(random.uniform(0.5, 1.5) * self.attempts)

    async def _stay(self, began):
        cookie = {"Cookie": f"sessionid={self.session}"} if self.session else {}
        async with connect(
            self.web.socket_url, additional_headers=cookie, open_timeout=40, ping_interval=None
        ) as socket:
            try:
                assert json.loads(await socket.recv())["type"] == "ready"
                self.ready_after = time.monotonic() - began
                self.settled.set()
                async for _ in socket:
                    pass
                self.closed = socket.close_code
            except ConnectionClosed as closed:
                self.closed = closed.rcvd.code if closed.rcvd else 1006
            self.closed_at = time.monotonic()
            if self.closed not in (4503, 1006):
                self.settled.set()


@pytest.fixture
def socket_count() -> int:
    """As many sockets as the system lets one process open, at most a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_SOCKETS + VISITORS + OTHER_FILES
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - VISITORS - OTHER_FILES
    if allowed < MAX_SOCKETS:
        print(f"only {allowed} sockets: no more files may be open here")
    return min(MAX_SOCKETS, allowed)


@pytest.fixture
def webs(start_web):
    return [start_web() for _ in range(2)]


@pytest.fixture
def crowd(webs, socket_count) -> list[CrowdMember]:
    """A quarter as many users, each with four tabs, five users to a conversation."""
    people = make_people(socket_count // 4)
    conversations = Conversation.objects.bulk_create(Conversation(name="Full") for _ in people[::5])
    Participant.objects.bulk_create(
        Participant(conversation=conversations[number // 5], user=person)
        for number, person in enumerate(people)
    )
    sessions = make_sessions(people) * 4 + [None] * VISITORS
    return [CrowdMember(webs[number % 2], session) for number, session in enumerate(sessions)]


def make_people(count):
    kind = get_user_model()
    return kind.objects.bulk_create(
        kind(email=f"guest{number}@example.com", name=f"Guest {number}") for number in range(count)
    )


def make_sessions(people) -> list[str]:
    """Sessions as a login creates them, for all users at once."""
    rows, store = [], SessionStore()
    for person in people:
        data = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        row = store.create_model_instance(data)
        row.session_key = f"guest{person.pk:027}"
        rows.append(row)
    return [row.session_key for row in Session.objects.bulk_create(rows)]


@pytest.fixture
def clients(webs, session_of):
    people = VerifiedStudentFactory.create_batch(2)
    conversation = ConversationFactory(participants=people)
    return [
        SimulatedClient(webs, session_of(person), [conversation.pk], person.pk) for person in people
    ]


@pytest.mark.timeout(600)
async def test_a_thousand_clients_connect_at_once_and_close_in_order(crowd, clients, webs):
    began = time.monotonic()
    connecting = [asyncio.create_task(member.run(began)) for member in crowd]
    sending = [asyncio.create_task(client.simulate(10, pause=0.3, drop=0)) for client in clients]
    async with asyncio.timeout(90):
        await asyncio.gather(*(member.settled.wait() for member in crowd))
    await asyncio.gather(*sending)
    await check(clients)
    known, visitors = crowd[:-VISITORS], crowd[-VISITORS:]
    assert {member.closed for member in visitors} == {4401}
    assert {member.closed for member in known} == {None}, "connected sockets stay open"
    stopping = [threading.Thread(target=web.stop, args=[15, 30]) for web in webs]
    stopped_at = time.monotonic()
    for thread in stopping:
        thread.start()
    await asyncio.wait_for(asyncio.gather(*connecting), 30)
    await asyncio.gather(*(asyncio.to_thread(thread.join, 30) for thread in stopping))
    assert [web.popen.returncode for web in webs] == [0, 0], "none had to be killed"
    assert {member.closed for member in known} == {1012}
    waits = sorted(member.closed_at - stopped_at for member in known)
    assert waits[len(waits) * 9 // 10] - waits[len(waits) // 10] > 2, "spread over a few seconds"
    assert time.monotonic() - stopped_at < 30
