"""Sockets wait inside, in order, and cost nothing once they have disconnected."""

import asyncio

import pytest
from django.db import OperationalError

from chat.delivery import admission
from tests.support.event_loop import idle


class FakeSocket:
    """A socket of ConnectionAdmission, driven message by message."""

    def __init__(self, app: admission.ConnectionAdmission, *kinds):
        self.incoming = asyncio.Queue()
        self.sent = []
        for kind in ("connect", *kinds):
            self.incoming.put_nowait({"type": f"websocket.{kind}"})
        self.task = asyncio.create_task(app({}, self.incoming.get, self.send))

    async def send(self, message):
        self.sent.append(message)


@pytest.fixture
def received():
    """The messages that the application received, by socket."""
    return []


@pytest.fixture
def app(received):
    async def sockets(scope, receive, send):
        messages = []
        received.append(messages)
        while not messages or messages[-1] != "websocket.disconnect":
            messages.append((await receive())["type"])

    return admission.ConnectionAdmission(sockets)


async def fill():
    """Take every slot. Returns the function that releases one."""
    slots = admission.slots_of_this_loop()
    for _ in range(admission.MAX_CONNECTING):
        await slots.acquire()
    return slots.release


async def test_sockets_are_accepted_at_once_and_passed_on_in_turn(app, received):
    release = await fill()
    sockets = [FakeSocket(app, "receive") for _ in range(3)]
    await idle()
    assert [socket.sent for socket in sockets] == [[{"type": "websocket.accept"}]] * 3
    assert received == []
    release()
    await idle()
    assert received == [["websocket.connect", "websocket.receive"]] * 3
    assert all(len(socket.sent) == 1 for socket in sockets)


async def test_disconnected_socket_is_not_passed_on(app, received):
    release = await fill()
    gone, stays = FakeSocket(app, "receive", "disconnect"), FakeSocket(app)
    await gone.task
    release()
    await idle()
    assert received == [["websocket.connect"]]
    stays.incoming.put_nowait({"type": "websocket.disconnect"})
    await stays.task


async def test_slot_is_released_after_error():
    async def broken(scope, receive, send):
        raise OperationalError("the database is down")

    sockets = [
        FakeSocket(admission.ConnectionAdmission(broken))
        for _ in range(3 * admission.MAX_CONNECTING)
    ]
    await asyncio.gather(*(socket.task for socket in sockets))
    closed = {"type": "websocket.close", "code": 4503}
    assert all(socket.sent[-1] == closed for socket in sockets)
    assert not admission.slots_of_this_loop().locked()
