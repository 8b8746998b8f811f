"""Who comes with a crowd waits inside, in order, and costs nothing once they have gone."""

import asyncio

import pytest
from django.db import OperationalError

from chat.delivery import admission
from tests.support.event_loop import idle


class Visit:
    """One socket at a door, told event by event."""

    def __init__(self, at: admission.ConnectionAdmission, *kinds):
        self.heard = asyncio.Queue()
        self.said = []
        for kind in ("connect", *kinds):
            self.heard.put_nowait({"type": f"websocket.{kind}"})
        self.task = asyncio.create_task(at({}, self.heard.get, self.say))

    async def say(self, message):
        self.said.append(message)


@pytest.fixture
def taken_in():
    """What the application behind the door was told, socket by socket."""
    return []


@pytest.fixture
def at(taken_in):
    async def sockets(scope, receive, send):
        told = []
        taken_in.append(told)
        while not told or told[-1] != "websocket.disconnect":
            told.append((await receive())["type"])

    return admission.ConnectionAdmission(sockets)


async def fill():
    """Take every place; gives what gives one back."""
    places = admission.slots_of_this_loop()
    for _ in range(admission.MAX_CONNECTING):
        await places.acquire()
    return places.release


async def test_each_is_accepted_at_once_and_handed_on_in_turn(at, taken_in):
    give_back = await fill()
    visits = [Visit(at, "receive") for _ in range(3)]
    await idle()
    assert [visit.said for visit in visits] == [[{"type": "websocket.accept"}]] * 3
    assert taken_in == []
    give_back()
    await idle()
    assert taken_in == [["websocket.connect", "websocket.receive"]] * 3
    assert all(len(visit.said) == 1 for visit in visits)


async def test_who_goes_before_their_turn_is_not_handed_on(at, taken_in):
    give_back = await fill()
    gone, stays = Visit(at, "receive", "disconnect"), Visit(at)
    await gone.task
    give_back()
    await idle()
    assert taken_in == [["websocket.connect"]]
    stays.heard.put_nowait({"type": "websocket.disconnect"})
    await stays.task


async def test_a_place_is_given_back_whatever_happens(at):
    async def broken(scope, receive, send):
        raise OperationalError("the database is away")

    visits = [
        Visit(admission.ConnectionAdmission(broken)) for _ in range(3 * admission.MAX_CONNECTING)
    ]
    await asyncio.gather(*(visit.task for visit in visits))
    closed = {"type": "websocket.close", "code": 4503}
    assert all(visit.said[-1] == closed for visit in visits)
    assert not admission.slots_of_this_loop().locked()
