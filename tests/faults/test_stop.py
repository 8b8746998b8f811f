"""A web process that gets SIGTERM finishes its requests, closes its sockets and ends in time."""

import threading
import time
import uuid

import pytest
import requests
from django.db import transaction
from websockets.exceptions import ConnectionClosed

from chat.models import Conversation, Message
from tests.support.chat_connection import ChatConnection
from tests.support.database_locks import wait_until_a_lock_is_awaited
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.faults]


@pytest.fixture
def open_chat(transactional_db, start_web, session_of):
    ana = VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, VerifiedStudentFactory()])
    return start_web(), session_of(ana), conversation


def stop_in_background(web) -> threading.Thread:
    stopping = threading.Thread(target=web.stop)
    stopping.start()
    return stopping


def test_sockets_are_closed_with_1012(open_chat):
    web, session, _ = open_chat
    tabs = [ChatConnection(web, session) for _ in range(5)]
    began = time.monotonic()
    stopping = stop_in_background(web)
    for tab in tabs:
        with pytest.raises(ConnectionClosed) as closed:
            tab.next("nothing", 15)
        assert closed.value.rcvd.code == 1012
    stopping.join(20)
    assert not stopping.is_alive()
    assert 2 < time.monotonic() - began < 15, "spread, and gone well within 30 s"


@pytest.mark.postgres
def test_running_request_is_answered_before_the_shutdown(open_chat):
    web, session, conversation = open_chat
    answers = []
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        asking = threading.Thread(target=lambda: answers.append(post(web, session, conversation)))
        asking.start()
        wait_until_a_lock_is_awaited()
        stopping = stop_in_background(web)
        wait_until_refused(web)
        assert not answers
    asking.join(10)
    stopping.join(20)
    assert [answer.status_code for answer in answers] == [201]
    assert Message.objects.get().body == "just in time"


def post(web, session, conversation):
    """Send through the form's URL, as a script does."""
    cookies = {"sessionid": session, "csrftoken": "a" * 32}
    return requests.post(
        f"{web.url}/chat/{conversation.pk}/messages/",
        {"body": "just in time", "nonce": str(uuid.uuid4())},
        headers={"Accept": "application/json", "X-CSRFToken": "a" * 32},
        cookies=cookies,
        timeout=30,
    )


def wait_until_refused(web):
    def is_refused() -> bool:
        try:
            requests.get(f"{web.url}/healthz", timeout=1)
        except requests.ConnectionError:
            return True
        return False

    wait_until(is_refused)
