"""Without the database nothing is acked that isn't stored, and everything continues without a
restart when it is back."""

import asyncio
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from chat.models import Message
from tests.support.chat_connection import ChatConnection
from tests.support.delivery_checks import check
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.simulated_client import SimulatedClient
from tests.support.waiting import pause, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.faults]


@pytest.fixture
def webs(own_postgres, start_web):
    """Two processes with a Postgres of their own."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda _: start_web(DATABASE_URL=own_postgres.url), range(2)))


@pytest.fixture
def apart(webs, session_of):
    """Ana and Ben, each connected to a process."""
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    tabs = [ChatConnection(web, session_of(one)) for web, one in zip(webs, (ana, ben), strict=True)]
    yield *tabs, conversation, webs, session_of(ana)
    for tab in tabs:
        tab.close()


def ask(web, path, session, **options):
    cookies = {"sessionid": session, "csrftoken": "a" * 32}
    headers = {"X-CSRFToken": "a" * 32} | options.pop("headers", {})
    method = "POST" if "data" in options else "GET"
    url = f"{web.url}{path}"
    return requests.request(method, url, cookies=cookies, headers=headers, timeout=20, **options)


def test_everything_continues_when_the_database_is_back(apart, own_postgres):
    hers, his, conversation, webs, session = apart
    hers.send(conversation, "before")
    here, nonce = f"/chat/{conversation.pk}/", str(uuid.uuid4())
    assert ask(webs[0], here, session).status_code == 200
    own_postgres.kill()
    for _ in range(3):  # each connection that was cut fails once
        hers.post(conversation, "meanwhile", nonce)
        assert hers.next("error", nonce=nonce)["code"] == "unavailable"
    check_pages_while_it_is_away(webs[0], here, session)
    check_handshake_while_it_is_away(webs[1], session)
    own_postgres.start()
    assert hers.send(conversation, "meanwhile", nonce)["seq"] == 2
    assert his.wait_for("meanwhile") < 5
    for web in webs:
        for _ in range(8):  # each thread had a connection of its own
            assert ask(web, here, session).status_code == 200
        assert ask(web, "/readyz", session).status_code == 200
    assert his.send(conversation, "after")["seq"] == 3
    hers.wait_for("after")
    assert hers.versions == his.versions == [1, 2, 3]
    connection.close()  # the test's own connection was cut, too
    assert Message.objects.count() == 3


def check_pages_while_it_is_away(web, here, session):
    for path in (here, "/chat/", "/listings/"):
        page = ask(web, path, session)
        assert page.status_code == 503
        assert "back in a moment" in page.text
        assert page.headers["Retry-After"]
    sent = {"body": "by form", "nonce": str(uuid.uuid4())}
    answer = ask(
        web, f"{here}messages/", session, data=sent, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    parts = {"database": False, "redis": True, "migrations": False}
    assert ask(web, "/readyz", session).json() == parts
    assert ask(web, "/healthz", session).status_code == 200


def check_handshake_while_it_is_away(web, session):
    """Its socket is accepted, and closed with the code that means retry."""
    cookie = {"Cookie": f"sessionid={session}"}
    with connect(web.socket_url, additional_headers=cookie, legacy=True) as line:
        with pytest.raises(ConnectionClosed) as closed:
            json.loads(line.recv(timeout=10))
        assert closed.value.rcvd.code == 4503


@pytest.fixture
def clients(webs, session_of):
    people = VerifiedStudentFactory.create_batch(3)
    conversation = ConversationFactory(participants=people)
    return [
        SimulatedClient(webs, session_of(person), [conversation.pk], seed)
        for seed, person in enumerate(people)
    ]


async def test_a_database_that_hangs_delays_a_burst_and_loses_nothing(clients, webs, own_postgres):
    """Neither connected nor connecting clients are sent anything wrong, and all continue when it
    answers again."""
    await asyncio.gather(
        *(client.simulate(14, pause=0.1, drop=0.5) for client in clients),
        asyncio.to_thread(hang_for_ten_seconds, own_postgres, webs, clients[0].session),
    )
    await check(clients)
    for web in webs:
        await asyncio.to_thread(check_answers, web, "/chat/", 200, clients[0].session)
        await asyncio.to_thread(check_answers, web, "/readyz", 200)


def hang_for_ten_seconds(postgres, webs, session):
    wait_until(Message.objects.count)  # in the middle of the burst
    connection.close()  # this thread's connection
    with ThreadPoolExecutor() as pool:
        postgres.pause()
        try:
            ends = time.monotonic() + 10
            pages = [pool.submit(ask, web, "/chat/", session) for web in webs]
            for web in webs:
                check_answers(web, "/healthz", 200, within=2)
                check_answers(web, "/readyz", 503, within=5)
            pause(max(0, ends - time.monotonic()))
        finally:
            postgres.resume()
        assert {page.result().status_code for page in pages} <= {200, 503}


def check_answers(web, path, status, session="", within=10):
    began = time.monotonic()
    assert ask(web, path, session).status_code == status
    assert time.monotonic() - began < within
