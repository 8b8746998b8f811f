"""Replies, and messages with files, over the socket and by form."""

import re
import uuid

import pytest
from channels.db import database_sync_to_async

from chat.actions import attachments, message_edit, message_send
from chat.errors import Invalid
from chat.models import Attachment, Message
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import ConversationFactory, VerifiedStudentFactory, pdf, picture

in_thread = database_sync_to_async


@pytest.fixture
def group(client, db):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    client.force_login(ana)
    return ana, ben, ConversationFactory(participants=[ana, ben])


def send(user, conversation, body="hi", files=(), reply_to=None) -> Message:
    return message_send.send(user, conversation.pk, uuid.uuid4(), body, files, reply_to)


def post(client, conversation, body="", **fields):
    fields = {"body": body, "nonce": str(uuid.uuid4())} | fields
    return client.post(f"/chat/{conversation.pk}/messages/", fields)


def messages(client, conversation) -> list[dict]:
    return client.get(f"/chat/{conversation.pk}/messages/").json()["messages"]


# Quotes ---------------------------------------------------------------------------------------


def test_reply_quotes_shortened_message(client, group):
    ana, ben, conversation = group
    first = send(ben, conversation, "long " * 100)
    send(ana, conversation, "yes", reply_to=first.pk)
    assert messages(client, conversation)[1]["reply_to"] == {
        "id": first.pk, "seq": 1, "sender": {"id": ben.pk, "name": "Ben"},
        "body": ("long " * 100)[:200], "deleted": False, "kind": None,
    }  # fmt: skip


def test_quote_of_photo_has_kind(client, group):
    ana, ben, conversation = group
    photo = send(ben, conversation, "", [attachments.add(ben, conversation.pk, picture()).pk])
    send(ana, conversation, "nice", reply_to=photo.pk)
    quote = messages(client, conversation)[1]["reply_to"]
    assert (quote["body"], quote["kind"]) == ("", "image")


def test_quote_follows_edits_of_quoted_message(client, group):
    ana, ben, conversation = group
    first = send(ben, conversation, "helo", [attachments.add(ben, conversation.pk, pdf()).pk])
    send(ana, conversation, "yes", reply_to=first.pk)
    message_edit.edit(ben, conversation.pk, first.pk, "hello")
    assert messages(client, conversation)[1]["reply_to"]["body"] == "hello"
    message_edit.delete(ben, conversation.pk, first.pk)
    quote = messages(client, conversation)[1]["reply_to"]
    assert (quote["body"], quote["deleted"], quote["kind"]) == ("", True, None)


def test_reply_to_other_conversation_is_refused(group):
    ana, ben, conversation = group
    elsewhere = send(ana, ConversationFactory(participants=[ana, ben]))
    for number in (elsewhere.pk, 0, 2**62):
        with pytest.raises(Invalid):
            send(ana, conversation, reply_to=number)
    assert not Message.objects.filter(conversation=conversation).exists()


def test_reply_to_deleted_message_is_accepted(group):
    ana, ben, conversation = group
    first = send(ben, conversation)
    message_edit.delete(ben, conversation.pk, first.pk)
    assert send(ana, conversation, "oh", reply_to=first.pk).reply_to == first


@pytest.mark.parametrize("replies", [1, 9])
def test_replies_make_fixed_number_of_queries(
    client, group, replies, django_assert_max_num_queries
):
    """Session, person, conversation, messages, their files, the files of what they quote."""
    ana, ben, conversation = group
    file = attachments.add(ben, conversation.pk, pdf())
    first = send(ben, conversation, "", [file.pk])
    for _ in range(replies):
        send(ana, conversation, reply_to=first.pk)
    with django_assert_max_num_queries(6):
        messages(client, conversation)


# The socket -----------------------------------------------------------------------------------


async def test_send_frame_takes_files_and_reply_and_same_nonce_gets_same_ack(pair):
    ana, ben, conversation = pair
    file = await in_thread(attachments.add)(ana, conversation.pk, pdf("lease.pdf"))
    first = await in_thread(send)(ben, conversation, "Send it over?")
    nonce = str(uuid.uuid4())
    frame = {"type": "send", "conversation": conversation.pk, "nonce": nonce, "body": ""}
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        for _ in range(2):
            await hers.send_frame(**frame, attachments=[str(file.pk)], reply_to=first.pk)
        acks = [await hers.last("ack") for _ in range(2)]
        message = (await his.last("message"))["message"]
        assert await his.receives_nothing()
    assert acks[0] == acks[1]
    assert acks[0]["message"] == message
    assert message["reply_to"]["body"] == "Send it over?"
    assert [one["name"] for one in message["attachments"]] == ["lease.pdf"]


async def test_error_frame_of_refused_send_has_nonce(pair):
    ana, ben, conversation = pair
    theirs = await in_thread(attachments.add)(ben, conversation.pk, pdf())
    async with ChatCommunicator(ana) as hers:
        for extras in (
            {"attachments": [str(theirs.pk)]},
            {"attachments": [str(uuid.uuid4())] * 11},
            {"attachments": ["../1"]},
            {"attachments": "x"},
            {"reply_to": 2**62},
            {"reply_to": -1},
            {"reply_to": "1"},
        ):
            nonce = str(uuid.uuid4())
            here = {"type": "send", "conversation": conversation.pk, "nonce": nonce}
            await hers.send_frame(**here, body="hi", **extras)
            refusal = await hers.next()
            assert (refusal["type"], refusal["code"]) == ("error", "invalid")
            assert refusal["nonce"] == nonce
    assert not await Message.objects.aexists()


# A form without scripts -----------------------------------------------------------------------


def test_form_sends_body_files_and_reply(client, group):
    _, ben, conversation = group
    first = send(ben, conversation)
    files = [picture(name="a.png"), pdf("b.pdf")]
    answer = post(client, conversation, "look", files=files, reply_to=first.pk)
    assert answer.url == f"/chat/{conversation.pk}/"
    sent = Message.objects.for_frames().get(seq=2)
    assert (sent.body, sent.reply_to) == ("look", first)
    assert [file.name for file in sent.files] == ["a.png", "b.pdf"]


def test_refused_file_keeps_body_and_other_files(client, group):
    _, ben, conversation = group
    first = send(ben, conversation)
    files = [pdf("good.pdf"), pdf("bad.pdf", b"<script>")]
    answer = post(client, conversation, "look", files=files, reply_to=first.pk)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "bad.pdf: You can send photos" in page
    assert "look</textarea>" in page
    assert f'name="reply_to" value="{first.pk}"' in page
    unsent = re.findall(r'name="attachments" value="([^"]+)"', page)
    assert unsent == [str(Attachment.objects.get().pk)]
    post(client, conversation, "look", attachments=unsent, reply_to=first.pk)
    assert [file.name for file in Message.objects.for_frames().get(seq=2).files] == ["good.pdf"]


@pytest.mark.parametrize("count", [11, 13])
def test_too_many_files_are_refused_with_message(client, group, count):
    answer = post(client, group[2], files=[pdf() for _ in range(count)])
    assert answer.status_code == 400
    assert "A message can have at most 10 files." in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("field", ["attachments", "reply_to"])
def test_invalid_field_is_refused(client, group, field):
    assert post(client, group[2], "hi", **{field: "²"}).status_code == 400
    assert not Message.objects.exists()


def test_link_starts_reply(client, group):
    _, ben, conversation = group
    first = send(ben, conversation, "Is <b>Thursday</b> fine?")
    page = client.get(f"/chat/{conversation.pk}/", {"reply_to": first.pk}).content.decode()
    assert f'name="reply_to" value="{first.pk}"' in page
    assert "Is &lt;b&gt;Thursday&lt;/b&gt; fine?" in page.partition("<chat-composer")[2]


@pytest.mark.parametrize("reply_to", ["x", "²", "9" * 40, "-1", "0"])
def test_link_to_unknown_message_starts_no_reply(client, group, reply_to):
    elsewhere = send(group[0], ConversationFactory(participants=[group[0]]), "a secret")
    for number in (reply_to, elsewhere.pk):
        page = client.get(f"/chat/{group[2].pk}/", {"reply_to": number})
        assert page.status_code == 200
        assert 'name="reply_to" value=""' in page.content.decode()
