"""Races between events, queries and sockets that join or leave."""

import asyncio
from types import SimpleNamespace

import pytest
from channels.db import database_sync_to_async as in_thread
from channels.layers import get_channel_layer
from django.db import OperationalError, transaction

from accounts.authentication.logins import Login
from chat import consumers
from chat.delivery import connection_registry, conversation_log, presence, publish, snapshots
from chat.delivery.connection_registry import ConnectionRegistry
from chat.delivery.conversation_log import ConversationLog
from chat.delivery.sockets import Socket
from chat.membership import participants
from chat.models import Conversation, Participant
from realtime import channel_layer
from realtime.background import BackgroundTasks
from realtime.broker import Broker
from realtime.connection import DirectConnection
from tests.support.chat_communicator import ChatCommunicator
from tests.support.event_loop import idle
from tests.support.factories import MessageFactory
from tests.support.paused_call import PausedCall
from tests.support.waiting import eventually


def log_of(conversation) -> ConversationLog:
    return connection_registry.current().conversations[conversation.pk]


def socket_of(user) -> Socket:
    [socket] = connection_registry.current().users[user.pk]
    return socket


async def store_without_event(conversation, *bodies):
    """Store messages whose event is lost."""
    for body in bodies:
        await in_thread(MessageFactory)(conversation=conversation, body=body)


def snapshot_at(conversation, version) -> snapshots.Snapshot:
    return snapshots.Snapshot(conversation.pk, "", version, version, 0, 0, False, False)


@pytest.fixture
def alone(pair):
    """A socket of Ana that no registry knows, the log of her conversation in which it is
    registered, and the frames written to it."""
    written = []
    socket = Socket(Login(pair[0].pk, "", ""), DirectConnection(written.append), None)
    log = ConversationLog(pair[2].pk, BackgroundTasks(), lambda socket, log: None)
    log.sockets.add(socket)
    return socket, written, log, pair[2]


async def test_reconciliation_finds_message_without_event(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben):
        await store_without_event(conversation, "its event is lost")
        await connection_registry.current().reconcile()
        assert (await hers.last("message"))["message"]["version"] == 1


async def test_change_published_during_snapshot_is_sent(alone):
    socket, written, log, conversation = alone
    await store_without_event(conversation, "before", "meanwhile")
    log.receive_event(publish.event_for(conversation.pk, 0, ["lost"], version=2))
    log.open(socket, snapshot_at(conversation, 1))
    await log.start(socket)
    assert [b"meanwhile" in frames for frames in written] == [True]


async def test_socket_with_older_snapshot_misses_nothing(alone):
    socket, written, log, conversation = alone
    await store_without_event(conversation, "before", "meanwhile")
    other = Socket(socket.login, DirectConnection([].append), None)
    log.sockets.add(other)
    log.open(other, snapshot_at(conversation, 2))
    log.open(socket, snapshot_at(conversation, 1))
    await log.start(socket)
    assert [b"meanwhile" in frames for frames in written] == [True]


async def test_first_frame_is_ready(alone):
    socket, written, *_ = alone
    socket.send_text("presence")
    socket.send_ready("ready")
    socket.send_text("more")
    assert b"".join(written) == b"\x81\x05ready\x81\x08presence\x81\x04more"


async def test_user_removed_during_snapshot_is_not_added(alone):
    socket, _, log, conversation = alone
    log.unregister(socket)
    assert not log.open(socket, snapshot_at(conversation, 0))
    assert socket.opened == {}


async def test_former_participant_receives_no_loaded_changes(pair, monkeypatch):
    ana, ben, conversation = pair
    monkeypatch.setattr(ConnectionRegistry, "reconcile", nothing)
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(Participant.objects.filter(user=ben).delete)()
        await store_without_event(conversation, "is he gone?")
        log_of(conversation).announce(1)
        assert (await hers.last("message"))["message"]["body"] == "is he gone?"
        assert await his.receives_nothing()


async def test_socket_that_joins_during_refresh_stays(pair, monkeypatch):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana), ChatCommunicator(ben) as his:
        log, late = log_of(conversation), socket_of(ben)

        def read_before_he_joined(_):
            log.sockets.add(late)
            return snapshots.ParticipantList(
                conversation.pk, "", 0, [{"id": ana.pk, "name": "Ana"}]
            )

        monkeypatch.setattr(snapshots, "participant_list", read_before_he_joined)
        log.sockets.remove(late)
        log.reload_participants()
        await log.refreshing
        assert socket_of(ben) in log.sockets
        assert await his.receives_nothing()


async def test_socket_that_joins_during_reconciliation_causes_no_refresh(pair, monkeypatch):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana):
        versions = PausedCall(monkeypatch, snapshots, "versions_of_users")
        reconciling = asyncio.create_task(connection_registry.current().reconcile())
        await versions.until_called()
        async with ChatCommunicator(ben):
            versions.release()
            await reconciling
            assert log_of(conversation).refreshing is None


async def test_participant_added_again_during_refresh_is_in(pair, monkeypatch):
    ana, ben, conversation = pair
    monkeypatch.setattr(ConnectionRegistry, "reconcile", nothing)
    async with ChatCommunicator(ana), ChatCommunicator(ben) as his:
        participant_list = PausedCall(monkeypatch, snapshots, "participant_list")
        await in_thread(participants.leave)(ben, conversation.pk)
        await participant_list.until_called()
        await in_thread(transaction.atomic(participants.add))(conversation, ben)
        participant_list.release()
        while not (await his.last("conversation"))["conversation"].get("member"):
            pass
        assert conversation.pk in socket_of(ben).opened


async def nothing(*_):
    """Replaces reconciliation, which would find on its own what is lost."""


async def test_new_socket_receives_removal_after_its_snapshot(pair, monkeypatch):
    ana, ben, conversation = pair
    has_read, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_):
        has_read.set()
        await may_go_on.wait()

    monkeypatch.setattr(ConnectionRegistry, "reconcile", nothing)
    monkeypatch.setattr(presence, "connected", slow)
    tab = ChatCommunicator(ana)
    await tab.open()
    await has_read.wait()
    await in_thread(participants.leave)(ben, conversation.pk)
    may_go_on.set()
    received = (await tab.last("conversation"))["conversation"]
    assert [person["id"] for person in received["people"]] == [ana.pk]
    await tab.wire.disconnect()


async def test_deleted_conversation_removes_all_sockets(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben):
        await in_thread(Conversation.objects.all().delete)()
        await connection_registry.current().reconcile()
        received = (await hers.last("conversation"))["conversation"]
        assert received == {"id": conversation.pk, "member": False}


async def test_socket_that_can_not_catch_up_is_closed(pair, monkeypatch):
    ana, _, conversation = pair
    await store_without_event(conversation, "hi")
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    monkeypatch.setattr(snapshots, "changes_after", away)
    await tab.send_frame(type="resume", versions={conversation.pk: 0})
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await tab.wire.disconnect()


def away(*_):
    raise OperationalError("the database is down")


async def test_frames_of_socket_that_failed_to_connect_are_ignored(pair, monkeypatch):
    ana, _, _ = pair
    monkeypatch.setattr(consumers, "online_and_alerts_of", away)
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.send_frame(type="ping")
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await tab.wire.disconnect()
    assert ana.pk not in connection_registry.current().users


async def test_canceled_socket_is_unregistered(pair):
    ana, _, _ = pair
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    tab.wire.future.cancel()
    await asyncio.gather(tab.wire.future, return_exceptions=True)
    assert ana.pk not in connection_registry.current().users


async def test_login_that_ends_while_its_socket_connects_leaves_nothing(pair, monkeypatch):
    ana, _, conversation = pair
    has_read, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow(user):
        has_read.set()
        await may_go_on.wait()
        return (await in_thread(snapshots.all_of_users)([user]))[user]

    monkeypatch.setattr(connection_registry, "_snapshots_of", slow)
    tab = ChatCommunicator(ana)
    await tab.open()
    await has_read.wait()
    await socket_of(ana).close()
    may_go_on.set()
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await eventually(lambda: ana.pk not in connection_registry.current().users)
    assert conversation.pk not in connection_registry.current().conversations
    await tab.wire.disconnect()


async def test_former_participant_learns_it_when_changes_are_loaded(pair, monkeypatch):
    ana, _, conversation = pair
    monkeypatch.setattr(ConnectionRegistry, "reconcile", nothing)
    async with ChatCommunicator(ana) as tab:
        await in_thread(Participant.objects.filter(user=ana).delete)()
        await store_without_event(conversation, "is she gone?")
        log_of(conversation).announce(1)
        received = (await tab.last("conversation"))["conversation"]
        assert received == {"id": conversation.pk, "member": False}


async def test_failing_refresh_pauses_before_retry(pair, monkeypatch):
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
        fake_asyncio = SimpleNamespace(**vars(asyncio) | {"sleep": rest})
        monkeypatch.setattr(conversation_log, "asyncio", fake_asyncio)
        for _ in range(2):
            log_of(conversation).receive_event(publish.event_for(conversation.pk, 99, []))
        async with asyncio.timeout(5):
            await rests.wait()
        assert len(tries) == 1


async def test_event_that_can_not_be_sent_does_not_block_others(monkeypatch):
    received, may_go_on = [], asyncio.Event()
    broken, fine = {"topic": "broken"}, {"topic": "fine"}

    async def send(events):
        await may_go_on.wait()
        received.extend(events)
        if broken in events:
            raise TypeError("can't be written")

    monkeypatch.setattr(channel_layer, "send", send)
    broker = Broker()
    broker.publish(broken)
    await idle()
    broker.publish(fine)
    may_go_on.set()
    await idle()
    assert received == [broken, fine]


async def test_listener_recovers_from_failure_at_start(monkeypatch):
    received, layer = [], get_channel_layer()
    broker, group_add = Broker(), layer.group_add

    async def broken(*_):
        monkeypatch.setattr(layer, "group_add", group_add)
        raise RuntimeError("no error of a layer")

    async def is_received():
        message = {"events": [{"topic": "news"}], "process": "another"}
        await layer.group_send(channel_layer.group_of("news"), message)
        return received

    monkeypatch.setattr(layer, "group_add", broken)
    for _ in range(2):
        await broker.open()
    await broker.subscribe({"news": received.append})
    await eventually(is_received, 5)
    await broker.close()
