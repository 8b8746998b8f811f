"""The socket's protocol, frame by frame."""

import asyncio
import threading
import uuid
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError
from django.utils import timezone

from chat.actions import message_edit, message_send
from chat.delivery import presence
from chat.membership import conversation_start, invitations, participants
from chat.models import Message, Presence
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import ConversationFactory, VerifiedStudentFactory

in_thread = database_sync_to_async


async def send_from_elsewhere(user, conversation, body="hi"):
    return await in_thread(message_send.send)(user, conversation.pk, uuid.uuid4(), body)


async def test_socket_without_session_is_closed_with_4401(transactional_db):
    tab = ChatCommunicator()
    await tab.open()
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4401}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://a.localhost", "https://localhost", "null"]
)
async def test_foreign_origin_is_refused_at_handshake(pair, settings, origin):
    settings.ALLOWED_HOSTS = [".localhost"]
    assert not await ChatCommunicator(pair[0], origin=origin).open()


async def test_client_without_origin_is_accepted(pair):
    async with ChatCommunicator(pair[0], origin=None) as tab:
        assert tab.ready["user"] == pair[0].pk


async def test_ready_has_every_conversation_and_its_version(pair):
    ana, ben, conversation = pair
    await send_from_elsewhere(ben, conversation)
    async with ChatCommunicator(ana) as tab:
        assert tab.ready["versions"] == {str(conversation.pk): 1}
        place = {"seq": 1, "read": 0, "roster": 0, "muted": False}
        assert tab.ready["conversations"] == {str(conversation.pk): place}


async def test_message_is_acked_and_reaches_all_participants(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        nonce = str(uuid.uuid4())
        await hers.send_frame(
            type="send", conversation=conversation.pk, nonce=nonce, body=" hi\n👋 "
        )
        received = {}
        while not received.keys() >= {"ack", "message"}:
            frame = await hers.next()
            received[frame["type"]] = frame.get("message")
        message = (await his.last("message"))["message"]
        assert received["ack"] == received["message"] == message
        assert message | {"id": 0, "sent_at": ""} == {
            "id": 0, "seq": 1, "version": 1, "nonce": nonce, "sent_at": "",
            "sender": {"id": ana.pk, "name": "Ana"}, "body": " hi\n👋 ", "edited_at": None,
            "deleted": False, "reactions": {}, "attachments": [], "reply_to": None, "listing": None,
        }  # fmt: skip


async def test_nonce_is_one_message(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        nonce = str(uuid.uuid4())
        acks = [await hers.send(conversation, "once", nonce) for _ in range(3)]
        assert acks[0] == acks[1] == acks[2]
        await his.last("message")
        assert await his.receives_nothing()
    assert await Message.objects.acount() == 1


async def test_resume_sends_changes_in_order(pair):
    ana, ben, conversation = pair
    sent = [await send_from_elsewhere(ben, conversation, f"m{number}") for number in range(4)]
    await in_thread(message_edit.edit)(ben, conversation.pk, sent[0].pk, "edited")
    async with ChatCommunicator(ana, resume={conversation.pk: 2}) as tab:
        frames = [frame["message"] for frame in tab.caught_up[:-1]]
        assert [(m["version"], m["body"]) for m in frames] == [
            (3, "m2"),
            (4, "m3"),
            (5, "edited"),
        ]


async def test_conversation_left_out_of_resume_starts_at_present_version(pair):
    ana, ben, conversation = pair
    await send_from_elsewhere(ben, conversation)
    async with ChatCommunicator(ana) as tab:
        assert [frame["type"] for frame in tab.caught_up] == ["resumed"]
        await send_from_elsewhere(ben, conversation, "new")
        assert (await tab.next())["message"]["body"] == "new"


async def test_future_version_counts_as_present(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana, resume={conversation.pk: 99, 12345: 1}) as tab:
        await send_from_elsewhere(ben, conversation, "new")
        assert (await tab.next())["message"]["version"] == 1


async def test_socket_that_never_resumes_receives_changes_from_first_frame(pair):
    ana, ben, conversation = pair
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    await tab.send_frame(type="ping")
    assert (await tab.next())["type"] == "pong"
    await send_from_elsewhere(ben, conversation)
    assert (await tab.next())["type"] == "message"
    await tab.wire.disconnect()


async def live_after_two(pair):
    """A tab that received changes before it resumed."""
    ana, ben, conversation = pair
    for number in range(2):
        await send_from_elsewhere(ben, conversation, f"m{number}")
    tab = ChatCommunicator(ana)
    await tab.open()
    await tab.next()
    await tab.send_frame(type="ping")
    await tab.until("pong")
    return tab


async def test_late_resume_sends_everything_if_nothing_was_sent_before(pair):
    tab = await live_after_two(pair)
    await tab.send_frame(type="resume", versions={pair[2].pk: 0})
    received = await tab.until("resumed")
    assert [frame["message"]["version"] for frame in received[:-1]] == [1, 2]
    await tab.wire.disconnect()


async def test_late_resume_repeats_nothing(pair):
    _, ben, conversation = pair
    tab = await live_after_two(pair)
    await send_from_elsewhere(ben, conversation, "live")
    assert (await tab.last("message"))["message"]["version"] == 3
    for seen in (2, 3, 99):
        await tab.send_frame(type="resume", versions={conversation.pk: seen})
        assert (await tab.next())["type"] == "resumed"
    await tab.wire.disconnect()


async def test_resume_after_later_changes_closes_socket(pair):
    _, ben, conversation = pair
    tab = await live_after_two(pair)
    await send_from_elsewhere(ben, conversation, "live")
    await tab.last("message")
    await tab.send_frame(type="resume", versions={conversation.pk: 1})
    assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}
    await tab.wire.disconnect()


async def test_edit_deletion_and_reaction_reach_all_with_new_version(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        number = (await hers.send(conversation, "helo"))["message"]["id"]
        here = {"conversation": conversation.pk, "message": number}
        received = [(await his.last("message"))["message"]]
        for tab, change in (
            (hers, {"type": "edit", "body": "hello"}),
            (his, {"type": "react", "emoji": "👍"}),
            (his, {"type": "react", "emoji": "👍", "on": False}),
            (hers, {"type": "delete"}),
        ):
            await tab.send_frame(**change, **here)
            received.append((await his.last("message"))["message"])
        assert [m["version"] for m in received] == [1, 2, 3, 4, 5]
        assert [m["body"] for m in received] == ["helo", "hello", "hello", "hello", ""]
        assert [m["reactions"] for m in received] == [{}, {}, {"👍": [ben.pk]}, {}, {}]
        assert received[1]["edited_at"]
        assert received[4]["deleted"]
        assert {m["seq"] for m in received} == {1}


async def test_read_is_published_and_never_goes_back(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        for _ in range(3):
            await hers.send(conversation)
        await his.send_frame(type="read", conversation=conversation.pk, seq=2)
        frame = {"type": "read", "conversation": conversation.pk, "user": ben.pk, "seq": 2}
        assert await hers.last("read") == frame == await his.last("read")
        await his.send_frame(type="read", conversation=conversation.pk, seq=1)
        assert await his.receives_nothing()
        await his.send_frame(type="read", conversation=conversation.pk, seq=999)
        assert (await his.last("read"))["seq"] == 3


async def test_typing_reaches_only_others(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await hers.send_frame(type="typing", conversation=conversation.pk)
        assert await his.last("typing") == {
            "type": "typing", "conversation": conversation.pk, "user": ana.pk,
        }  # fmt: skip
        assert await hers.receives_nothing()


async def test_presence_is_published_for_first_tab(pair):
    ana, ben, _ = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        frame = {"type": "presence", "user": ben.pk, "online": True}
        assert await hers.last("presence") == frame
        assert hers.ready["online"] == []
        assert his.ready["online"] == [ana.pk]
        async with ChatCommunicator(ben):
            assert await hers.receives_nothing()


async def test_user_who_returns_while_offline_is_published_is_online(pair, monkeypatch):
    ana, ben, _ = pair
    going, may_go, circles = threading.Event(), threading.Event(), presence.conversations_of

    def slowly(people):
        going.set()
        may_go.wait(5)
        return circles(people)

    monkeypatch.setattr(presence, "OFFLINE_DELAY", 0)
    monkeypatch.setattr(presence, "conversations_of", slowly)
    async with ChatCommunicator(ana) as hers:
        async with ChatCommunicator(ben):
            assert (await hers.last("presence"))["online"]
        await in_thread(going.wait)(5)
        async with ChatCommunicator(ben):
            assert (await hers.last("presence"))["online"]
            may_go.set()
            assert not (await hers.last("presence"))["online"]
            assert (await hers.last("presence"))["online"]


async def test_user_who_returns_during_mark_offline_stays_online(pair, monkeypatch):
    ana, ben, _ = pair
    going, may_go, gone = threading.Event(), threading.Event(), asyncio.Event()
    forget, departed = presence.mark_offline, presence.disconnected

    def slowly(user):
        going.set()
        assert may_go.wait(5)
        return forget(user)

    async def noted(*args):
        await departed(*args)
        gone.set()

    monkeypatch.setattr(presence, "OFFLINE_DELAY", 0)
    monkeypatch.setattr(presence, "mark_offline", slowly)
    monkeypatch.setattr(presence, "disconnected", noted)
    async with ChatCommunicator(ana) as hers:
        async with ChatCommunicator(ben):
            assert (await hers.last("presence"))["online"]
        assert await in_thread(going.wait)(5)
        async with ChatCommunicator(ben):
            may_go.set()
            await gone.wait()
            assert await in_thread(presence.online().filter(user=ben).exists)()


async def test_offline_is_published_after_database_failure(pair, monkeypatch):
    ana, ben, _ = pair
    circles = presence.conversations_of

    def away_once(_):
        monkeypatch.setattr(presence, "conversations_of", circles)
        raise OperationalError("the database is down")

    async with ChatCommunicator(ana) as hers:
        async with ChatCommunicator(ben):
            assert (await hers.last("presence"))["online"]
            monkeypatch.setattr(presence, "OFFLINE_DELAY", 0)
            monkeypatch.setattr(presence, "HEARTBEAT_INTERVAL", 0)
            monkeypatch.setattr(presence, "conversations_of", away_once)
        assert not (await hers.last("presence"))["online"]


async def test_refresh_brings_back_user_removed_as_stale(pair):
    ana, ben, conversation = pair
    back = {ben.pk: [(conversation.pk, 0)]}
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben):
        await hers.last("presence")
        theirs = Presence.objects.filter(user=ben)
        await in_thread(theirs.delete)()
        assert await in_thread(presence.refresh)([ana.pk, ben.pk]) == back
        await in_thread(theirs.update)(
            seen_at=timezone.now() - timedelta(seconds=2 * presence.ONLINE_TIMEOUT)
        )
        assert await in_thread(presence.refresh)([ana.pk, ben.pk]) == back
        assert await in_thread(presence.refresh)([ana.pk, ben.pk]) == {}
        assert await in_thread(presence.remove_stale)() == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "invalid"),
        ("[]", "invalid"),
        ("{}", "invalid"),
        ('{"type":"dance"}', "invalid"),
        ('{"type":1}', "invalid"),
        ('{"type":"send","conversation":"x","nonce":"y","body":1}', "invalid"),
        ('{"type":"resume","versions":[1]}', "invalid"),
        ('{"type":"send","conversation":1e400}', "invalid"),
        ('{"type":"read","conversation":99999999999999999999999,"seq":1}', "invalid"),
        ('{"type":"typing","conversation":999}', "not_found"),
        ('{"type":"ping"', "invalid"),
        ('{"type":"send","body":"\\ud800"}', "invalid"),
        ("[" * 5000, "invalid"),
        ('{"type":"send","body":"' + "x" * 1_000_000 + '"}', "too_long"),
    ],
)
async def test_invalid_frame_gets_error_and_socket_stays(pair, text, code):
    async with ChatCommunicator(pair[0]) as tab:
        await tab.wire.send_to(text_data=text)
        frame = await tab.next()
        assert (frame["type"], frame["code"]) == ("error", code)
        assert frame["detail"]
        assert await tab.receives_nothing()


async def test_bytes_get_error_and_socket_stays(pair):
    async with ChatCommunicator(pair[0]) as tab:
        await tab.wire.send_to(bytes_data=b"\x00")
        assert (await tab.next())["code"] == "invalid"
        assert await tab.receives_nothing()


@pytest.mark.parametrize(
    ("body", "code"), [("", "invalid"), ("a\0b", "invalid"), ("x" * 4001, "too_long")]
)
async def test_invalid_body_is_refused_with_nonce(pair, body, code):
    async with ChatCommunicator(pair[0]) as tab:
        nonce = str(uuid.uuid4())
        frame = await tab.send(pair[2], body, nonce)
        assert (frame["code"], frame["nonce"]) == (code, nonce)


async def test_body_of_4000_characters_comes_back_as_sent(pair):
    async with ChatCommunicator(pair[0]) as tab:
        body = "🏠" * 4000
        assert (await tab.send(pair[2], body))["message"]["body"] == body


async def test_stranger_learns_nothing(pair):
    ana, _, conversation = pair
    stranger = await in_thread(VerifiedStudentFactory)()
    async with ChatCommunicator(ana) as hers, ChatCommunicator(stranger) as theirs:
        sent = (await hers.send(conversation))["message"]
        here = {"conversation": conversation.pk, "message": sent["id"]}
        for frame in (
            {"type": "send", "nonce": str(uuid.uuid4()), "body": "let me in"} | here,
            {"type": "edit", "body": "x"} | here,
            {"type": "delete"} | here,
            {"type": "react", "emoji": "👍"} | here,
            {"type": "read", "seq": 1} | here,
            {"type": "typing"} | here,
        ):
            await theirs.send_frame(**frame)
            assert (await theirs.next())["code"] == "not_found"
        assert theirs.ready["versions"] == {}


async def test_only_sender_may_change_message_over_socket(pair):
    ana, ben, conversation = pair
    sent = await send_from_elsewhere(ana, conversation)
    async with ChatCommunicator(ben) as his:
        for frame in ({"type": "edit", "body": "x"}, {"type": "delete"}):
            await his.send_frame(conversation=conversation.pk, message=sent.pk, **frame)
            assert (await his.next())["code"] == "forbidden"


async def test_message_of_another_conversation_is_not_found(pair):
    ana, ben, conversation = pair
    other = await in_thread(ConversationFactory)(participants=[ana, ben])
    sent = await send_from_elsewhere(ana, other)
    async with ChatCommunicator(ana) as hers:
        await hers.send_frame(type="delete", conversation=conversation.pk, message=sent.pk)
        assert (await hers.next())["code"] == "not_found"


async def test_user_who_left_receives_nothing(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(participants.leave)(ben, conversation.pk)
        await hers.send(conversation, "are you still there?")
        frames = await his.until("conversation")
        assert {frame["type"] for frame in frames} <= {"conversation", "presence"}
        assert frames[-1]["conversation"] == {"id": conversation.pk, "member": False}
        assert await his.receives_nothing()


async def test_added_participant_receives_messages_at_once(pair):
    ana, _, _ = pair
    async with ChatCommunicator(ana) as hers:
        added = await in_thread(conversation_start.start)(ana, "Summer", [])
        frame = (await hers.last("conversation"))["conversation"]
        assert (frame["id"], frame["name"], frame["member"]) == (added.pk, "Summer", True)
        await send_from_elsewhere(ana, added)
        assert (await hers.last("message"))["conversation"] == added.pk


async def test_flood_is_rate_limited_and_socket_stays(pair, settings):
    settings.RATE_LIMITS = True
    async with ChatCommunicator(pair[0]) as tab:
        for _ in range(200):  # tokens are added meanwhile, but more slowly
            answer = await tab.send(pair[2])
            if answer["type"] == "error":
                break
        assert answer["code"] == "rate_limited"


async def test_participants_are_sent_to_all_when_they_change(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers:
        await in_thread(participants.leave)(ben, conversation.pk)
        frame = (await hers.last("conversation"))["conversation"]
        assert frame == {
            "id": conversation.pk,
            "name": "Noyes house",
            "roster": 1,
            "people": [{"id": ana.pk, "public_id": str(ana.public_id), "name": "Ana"}],
        }


async def test_new_name_is_sent_to_all(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(participants.rename)(ana, conversation.pk, "Maple Ave")
        for tab in (hers, his):
            while (await tab.last("conversation"))["conversation"]["name"] != "Maple Ave":
                pass


async def test_removed_participant_is_notified_and_receives_nothing(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(participants.remove)(ana, conversation.pk, ben.pk)
        await hers.send(conversation, "now that Ben is gone")
        frame = await his.last("conversation")
        assert frame["conversation"] == {"id": conversation.pk, "member": False}
        assert (await his.send(conversation))["code"] == "not_found"
        assert await his.receives_nothing()
    async with ChatCommunicator(ben, resume={conversation.pk: 0}) as again:
        assert again.ready["versions"] == {}
        assert [frame["type"] for frame in again.caught_up] == ["resumed"]


async def test_invitation_is_sent_to_invited_user(pair):
    ana, _, conversation = pair
    async with ChatCommunicator(cho := await in_thread(VerifiedStudentFactory)()) as theirs:
        await in_thread(invitations.invite)(ana, conversation, [cho.email])
        frame = await theirs.last("conversation")
        assert frame["conversation"] == {"id": conversation.pk, "invited": True}
        assert await theirs.receives_nothing()


async def test_muting_is_sent_only_to_own_tabs(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(participants.mute)(ana, conversation.pk, True)
        frame = await hers.last("conversation")
        assert frame["conversation"] == {"id": conversation.pk, "muted": True}
        assert await his.receives_nothing()
    async with ChatCommunicator(ana) as again:
        assert again.ready["conversations"][str(conversation.pk)]["muted"]
