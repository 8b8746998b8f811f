"""Messages that are stored in batches behave as if each were stored alone."""

import uuid

from channels.db import database_sync_to_async
from django.db import connection

from chat.models import Message
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import ConversationFactory

in_thread = database_sync_to_async


async def post(tab, conversation, bodies) -> list[str]:
    """Send all without waiting for acks. Returns their nonces."""
    nonces = [str(uuid.uuid4()) for _ in bodies]
    for nonce, body in zip(nonces, bodies, strict=True):
        await tab.send_frame(type="send", conversation=conversation.pk, nonce=nonce, body=body)
    return nonces


async def answers(tab, count) -> list[dict]:
    """The next acks and errors."""
    answered = []
    while len(answered) < count:
        frame = await tab.next()
        if frame["type"] in ("ack", "error"):
            answered.append(frame)
    return answered


async def test_messages_of_one_tab_keep_their_order(pair, settings):
    settings.RATE_LIMITS = False
    ana, _, conversation = pair
    async with ChatCommunicator(ana) as tab:
        nonces = await post(tab, conversation, [f"m{number}" for number in range(80)])
        acks = await answers(tab, 80)
        assert [ack["nonce"] for ack in acks] == nonces
        assert [ack["message"]["seq"] for ack in acks] == list(range(1, 81))
        assert [ack["message"]["body"] for ack in acks] == [f"m{number}" for number in range(80)]


async def test_invalid_message_does_not_affect_others(pair):
    ana, ben, conversation = pair
    elsewhere = await in_thread(ConversationFactory)()
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        nonces = await post(hers, conversation, ["a", "", "b"])
        nonces += await post(hers, elsewhere, ["let me in"])
        nonces += await post(hers, conversation, ["c"])
        answered = {frame["nonce"]: frame.get("code") for frame in await answers(hers, 5)}
        assert [answered[nonce] for nonce in nonces] == [None, "invalid", None, "not_found", None]
        received = [(await his.last("message"))["message"] for _ in range(3)]
        assert [(message["seq"], message["body"]) for message in received] == [
            (1, "a"), (2, "b"), (3, "c"),
        ]  # fmt: skip


async def test_repeated_nonce_is_one_message(pair):
    ana, _, conversation = pair
    nonce = str(uuid.uuid4())
    async with ChatCommunicator(ana) as tab:
        for body in ("first", "again"):
            await tab.send_frame(type="send", conversation=conversation.pk, nonce=nonce, body=body)
        first, second = await answers(tab, 2)
        assert first == second
        assert first["message"]["body"] == "first"
    assert await Message.objects.acount() == 1


async def test_other_frames_wait_for_sends(pair):
    ana, _, conversation = pair
    async with ChatCommunicator(ana) as tab:
        await post(tab, conversation, ["a", "b", "c"])
        await tab.send_frame(type="ping")
        answered = await tab.until("pong")
        assert [frame["type"] for frame in answered].count("ack") == 3


async def test_rate_limit_is_independent_of_batching(pair, limited):
    async with ChatCommunicator(pair[0]) as tab:
        await post(tab, pair[2], ["hi"] * 40)
        refused = [frame for frame in await answers(tab, 40) if frame["type"] == "error"]
        assert [frame["code"] for frame in refused] == ["rate_limited"] * 10


async def test_each_send_is_answered_while_database_fails(pair):
    ana, _, conversation = pair
    async with ChatCommunicator(ana) as tab:
        rename_messages = in_thread(_rename_messages)
        await rename_messages("away")
        nonces = await post(tab, conversation, ["a", "b", "c"])
        refused = await answers(tab, 3)
        await rename_messages("back")
        assert [(frame["code"], frame["nonce"]) for frame in refused] == [
            ("unavailable", nonce) for nonce in nonces
        ]
        for nonce, body in zip(nonces, "abc", strict=True):
            await tab.send_frame(type="send", conversation=conversation.pk, nonce=nonce, body=body)
        acks = await answers(tab, 3)
        assert [ack["message"]["seq"] for ack in acks] == [1, 2, 3]


def _rename_messages(where: str):
    names = [Message._meta.db_table, "messages_away"]
    with connection.schema_editor() as editor:
        editor.alter_db_table(Message, *(names if where == "away" else reversed(names)))
