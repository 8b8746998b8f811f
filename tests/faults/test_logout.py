"""A socket of one process closes soon after its login ended at another."""

import time
from collections import deque
from functools import partial

import pytest
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.models import Session
from django.test import Client
from websockets.exceptions import ConnectionClosed

from tests.support.chat_connection import ChatConnection
from tests.support.factories import PASSWORD, VerifiedStudentFactory

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

NEW_PASSWORD = "another-one-1851"


def browser_of(session: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = session
    return client


def log_out(user, session):
    assert browser_of(session).post("/accounts/logout/").status_code == 302


def change_password(user, session):
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = browser_of(session).post("/accounts/password/change/", passwords)
    assert answer.status_code == 302, answer.text


def close_account(user, session):
    user.is_active = False
    user.save(update_fields=["is_active"])


def delete_account(user, session):
    user.delete()


def delete_sessions(user, session):
    Session.objects.all().delete()


def closed_after(tab) -> float:
    """Seconds until the server closes the socket."""
    began = time.monotonic()
    with pytest.raises(ConnectionClosed) as closed:
        deque(iter(partial(tab.socket.recv, timeout=10), None), maxlen=0)
    assert closed.value.rcvd.code == 4503
    return time.monotonic() - began


ENDS = [log_out, change_password, close_account, delete_account, delete_sessions]


@pytest.mark.parametrize("end", ENDS)
def test_socket_closes_within_a_second_of_the_end_of_its_login(
    transactional_db, webs, session_of, end
):
    user = VerifiedStudentFactory()
    session = session_of(user)
    tabs = [ChatConnection(web, session) for web in webs]
    end(user, session)
    assert closed_after(tabs[1]) < 1
    closed_after(tabs[0])


@pytest.mark.parametrize("end", ENDS)
def test_socket_closes_within_three_seconds_without_redis(start_web, session_of, own_redis, end):
    web = start_web(REDIS_URL=own_redis.url)
    user = VerifiedStudentFactory()
    session = session_of(user)
    tab = ChatConnection(web, session)
    own_redis.stop()
    end(user, session)
    assert closed_after(tab) < 3


def test_ending_one_session_keeps_the_sockets_of_another(transactional_db, web, session_of):
    user = VerifiedStudentFactory()
    phone, laptop = session_of(user), session_of(user)
    tabs = ChatConnection(web, phone), ChatConnection(web, laptop)
    log_out(user, phone)
    closed_after(tabs[0])
    update_last_login(None, user)
    tabs[1].send_frame(type="ping")
    tabs[1].next("pong")
    tabs[1].close()
