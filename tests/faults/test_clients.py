"""Misbehaving clients don't affect the others."""

import socket
import time
import uuid
from urllib.parse import urlsplit

import pytest

from tests.support.chat_connection import ChatConnection
from tests.support.factories import ConversationFactory, VerifiedStudentFactory

pytestmark = [pytest.mark.postgres, pytest.mark.faults]


@pytest.fixture
def open_chat(transactional_db, web, session_of):
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    tabs = [ChatConnection(web, session_of(person)) for person in (ana, ben)]
    yield *tabs, conversation
    for tab in tabs:
        tab.close()


def test_frame_of_a_megabyte_gets_an_error_and_the_socket_stays_open(open_chat):
    hers, _, conversation = open_chat
    hers.send_frame(
        type="send", conversation=conversation.pk, nonce=str(uuid.uuid4()), body="x" * 2**20
    )
    assert hers.next("error")["code"] == "too_long"
    assert hers.send(conversation, "still here")["body"] == "still here"


def test_flood_of_frames_delays_no_other_client(open_chat):
    hers, his, conversation = open_chat
    for _ in range(10_000):
        hers.socket.send('{"type":"dance"}')
    began = time.monotonic()
    his.send(conversation, "can you hear me?")
    assert time.monotonic() - began < 10
    for _ in range(10_000):
        assert hers.next("error", 30)["code"] in ("invalid", "rate_limited")


def test_incomplete_frame_affects_no_other_client(open_chat, web, session_of):
    hers, his, conversation = open_chat
    person = conversation.participants.first()
    half = open_raw(web, session_of(person))
    half.sendall(b"\x81\xfe\xff\xff1234" + b"half a fra")
    hers.send(conversation, "whole")
    assert his.wait_for("whole") < 5
    half.close()


def test_client_that_stops_reading_is_disconnected_and_delays_no_other(open_chat, web, session_of):
    hers, his, conversation = open_chat
    person = conversation.participants.first()
    lazy = open_raw(web, session_of(person))
    for number in range(600):
        body = f"{number} ".ljust(4000, "🏠")
        hers.send(conversation, body)
        his.wait_for(body)
    assert his.send(conversation, "quick as ever")
    lazy.settimeout(20)
    assert cut_off(lazy), "the server goes on hoarding for a reader that doesn't read"


def open_raw(web, session) -> socket.socket:
    """A socket after its handshake that reads only on request."""
    where = urlsplit(web.url)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((where.hostname, where.port))
    raw.sendall(
        b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + f"Cookie: sessionid={session}\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(64)
    return raw


def cut_off(raw: socket.socket) -> bool:
    """Whether the server has disconnected, after reading everything that was sent."""
    try:
        while raw.recv(2**20):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True
