"""What falls between two moments: each is one that two threads or two calls can leave open."""

import asyncio
from types import SimpleNamespace

import pytest
from channels.db import database_sync_to_async as in_thread
from channels.layers import get_channel_layer
from django.db import OperationalError, transaction

from accounts.authentication.logins import Login
from chat import consumers
from chat.delivery import hub, presence, publish, reconcile, snapshots
from chat.delivery.room import Room
from chat.delivery.sockets import Socket
from chat.delivery.stream import Changes
from chat.membership import participants
from chat.models import Conversation, Participant
from realtime import channel_layer
from realtime.broker import Broker
from realtime.connection import DirectConnection
from tests.support.chat_communicator import ChatCommunicator
from tests.support.event_loop import idle
from tests.support.factories import MessageFactory
from tests.support.paused_call import PausedCall
from tests.support.waiting import eventually


def room_of(conversation) -> Room:
    return hub.current().rooms[conversation.pk]


def socket_of(user) -> Socket:
    [socket] = hub.current().people[user.pk]
    return socket


async def say_to_nobody(conversation, *bodies):
    """Store messages whose call is lost."""
    for body in bodies:
        await in_thread(MessageFactory)(conversation=conversation, body=body)


def snapshot_at(conversation, version) -> snapshots.Snapshot:
    return snapshots.Snapshot(conversation.pk, "", version, version, 0, 0, False, False)


@pytest.fixture
def alone(pair):
    """A socket of Ana's that no hub knows, and what was written to it."""
    written = []
    socket = Socket(Login(pair[0].pk, "", ""), DirectConnection(written.append), None)
    socket.started = True
    return socket, written, pair[2]


async def test_a_look_finds_what_one_socket_lacks(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben):
        await say_to_nobody(conversation, "read by the room, not by her socket")
        room_of(conversation).stream.cursor = 1
        await reconcile.reconcile(hub.current())
        assert (await hers.last("message"))["message"]["version"] == 1


async def test_what_is_told_while_a_place_is_read_comes_too(alone):
    socket, written, conversation = alone
    await say_to_nobody(conversation, "before", "meanwhile")
    socket.open(conversation.pk, 1, noted=2, live=True)
    await socket.catch_up(conversation.pk)
    assert [b"meanwhile" in frames for frames in written] == [True]


async def test_of_two_who_come_the_one_with_the_older_head_misses_nothing(alone):
    socket, written, conversation = alone
    await say_to_nobody(conversation, "before", "meanwhile")
    room = Room(conversation.pk)
    room.open(snapshot_at(conversation, 2))
    room.open(snapshot_at(conversation, 1))
    socket.open(conversation.pk, 1, room.stream.noted, live=True)
    await socket.start()
    await socket.catch_up(conversation.pk)
    assert [b"meanwhile" in frames for frames in written] == [True]


async def test_the_first_frame_is_ready_whoever_comes_meanwhile(alone):
    socket, written, _ = alone
    socket.send_text("presence")
    socket.send_ready("ready")
    socket.send_text("more")
    assert b"".join(written) == b"\x81\x05ready\x81\x08presence\x81\x04more"


async def test_who_was_put_out_meanwhile_is_not_in(alone):
    socket, _, conversation = alone
    assert not hub.current().open(socket, conversation.pk, snapshot_at(conversation, 0))
    assert socket.streams == {}


async def test_who_is_gone_hears_nothing_of_what_a_room_reads_after(pair, monkeypatch):
    ana, ben, conversation = pair
    monkeypatch.setattr(reconcile, "reconcile", nothing)
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(Participant.objects.filter(user=ben).delete)()
        await say_to_nobody(conversation, "is he gone?")
        room_of(conversation).stream.offer(Changes(1, 1, []))
        assert (await hers.last("message"))["message"]["body"] == "is he gone?"
        assert await his.silent()


async def test_who_enters_while_the_people_are_read_stays(pair, monkeypatch):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana), ChatCommunicator(ben) as his:
        room, late = room_of(conversation), socket_of(ben)

        def read_before_he_came(_):
            room.sockets.add(late)
            return snapshots.ParticipantList(
                conversation.pk, "", 0, [{"id": ana.pk, "name": "Ana"}]
            )

        monkeypatch.setattr(snapshots, "participant_list", read_before_he_came)
        room.sockets.remove(late)
        await hub.current().refresh_participants(room)
        assert socket_of(ben) in room.sockets
        assert await his.silent()


async def test_who_comes_while_the_heads_are_read_raises_no_doubt(pair, monkeypatch):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana):
        places = PausedCall(monkeypatch, snapshots, "versions_of_users")
        looking = asyncio.create_task(reconcile.reconcile(hub.current()))
        await places.until_called()
        async with ChatCommunicator(ben):
            places.release()
            await looking
            assert hub.current().rooms[conversation.pk].refreshing is None


async def test_who_is_let_in_again_while_the_people_are_read_is_in(pair, monkeypatch):
    ana, ben, conversation = pair
    monkeypatch.setattr(reconcile, "reconcile", nothing)
    async with ChatCommunicator(ana), ChatCommunicator(ben) as his:
        circle = PausedCall(monkeypatch, snapshots, "participant_list")
        await in_thread(participants.leave)(ben, conversation.pk)
        await circle.until_called()
        await in_thread(transaction.atomic(participants.add))(conversation, ben)
        circle.release()
        while not (await his.last("conversation"))["conversation"].get("member"):
            pass
        assert conversation.pk in socket_of(ben).streams


async def nothing(*_):
    """In the place of a look, which would find by itself what is lost."""


async def test_who_comes_hears_of_whom_has_left_since_their_place_was_read(pair, monkeypatch):
    ana, ben, conversation = pair
    has_read, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_):
        has_read.set()
        await may_go_on.wait()

    monkeypatch.setattr(reconcile, "reconcile", nothing)
    monkeypatch.setattr(presence, "connected", slow)
    tab = ChatCommunicator(ana)
    await tab.open()
    await has_read.wait()
    await in_thread(participants.leave)(ben, conversation.pk)
    may_go_on.set()
    told = (await tab.last("conversation"))["conversation"]
    assert [person["id"] for person in told["people"]] == [ana.pk]
    await tab.wire.disconnect()


async def test_a_conversation_that_is_deleted_lets_everyone_go(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben):
        await in_thread(Conversation.objects.all().delete)()
        await reconcile.reconcile(hub.current())
        told = (await hers.last("conversation"))["conversation"]
        assert told == {"id": conversation.pk, "member": False}


async def test_a_tab_that_can_not_catch_up_comes_again(pair, monkeypatch):
    ana, _, conversation = pair
    await say_to_nobody(conversation, "hi")
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    monkeypatch.setattr(snapshots, "changes_after_for", away)
    await tab.say(type="resume", versions={conversation.pk: 0})
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await tab.wire.disconnect()


def away(*_):
    raise OperationalError("the database is away")


async def test_what_is_said_by_who_could_not_be_let_in_goes_by(pair, monkeypatch):
    ana, _, _ = pair
    monkeypatch.setattr(consumers, "online_and_alerts_of", away)
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.say(type="ping")
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await tab.wire.disconnect()
    assert ana.pk not in hub.current().people


async def test_a_socket_that_is_cut_short_leaves_no_ghost(pair):
    ana, _, _ = pair
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    tab.wire.future.cancel()
    await asyncio.gather(tab.wire.future, return_exceptions=True)
    assert ana.pk not in hub.current().people


async def test_a_room_whose_people_can_not_be_read_leaves_the_loop_to_others(pair, monkeypatch):
    ana, _, conversation = pair
    async with ChatCommunicator(ana):
        tries, rests = [], asyncio.Event()

        def broken(conversation):
            tries.append(conversation)
            raise RuntimeError("no error of a database")

        async def rest(seconds):
            rests.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(snapshots, "participant_list", broken)
        monkeypatch.setattr(hub, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": rest}))
        for _ in range(2):
            hub.current().on_event(publish.event_for(conversation.pk, 99, []))
        async with asyncio.timeout(5):
            await rests.wait()
        assert len(tries) == 1


async def test_what_can_not_be_told_to_others_keeps_nothing_back(monkeypatch):
    told, may_go_on = [], asyncio.Event()

    async def send(calls):
        await may_go_on.wait()
        told.extend(calls)
        if {"broken": True} in calls:
            raise TypeError("can't be written")

    monkeypatch.setattr(channel_layer, "send", send)
    broker = Broker(None)
    broker.send([{"broken": True}])
    await idle()
    broker.send([{"fine": True}])
    may_go_on.set()
    await idle()
    assert told == [{"broken": True}, {"fine": True}]


async def test_a_layer_that_breaks_at_the_start_is_heard_later(monkeypatch):
    heard, layer = [], get_channel_layer()
    broker, follow = Broker(heard.append), layer.group_add

    async def broken(*_):
        monkeypatch.setattr(layer, "group_add", follow)
        raise RuntimeError("no error of a layer")

    async def is_heard():
        await layer.group_send(channel_layer.GROUPS[0], {"events": [{}], "process": "another"})
        return heard

    monkeypatch.setattr(layer, "group_add", broken)
    for _ in range(2):
        await broker.open()
    await eventually(is_heard, 5)
    broker.close()
