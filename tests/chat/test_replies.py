"""Replies, and messages sent with all that belongs to them: over the socket and by form."""

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
def talk(client, db):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    client.force_login(ana)
    return ana, ben, ConversationFactory(participants=[ana, ben])


def say(user, conversation, body="hi", files=(), reply_to=None) -> Message:
    return message_send.send(user, conversation.pk, uuid.uuid4(), body, files, reply_to)


def post(client, conversation, body="", **fields):
    words = {"body": body, "nonce": str(uuid.uuid4())} | fields
    return client.post(f"/chat/{conversation.pk}/messages/", words)


def messages(client, conversation) -> list[dict]:
    return client.get(f"/chat/{conversation.pk}/messages/").json()["messages"]


# What a reply carries -------------------------------------------------------------------------


def test_a_reply_quotes_what_it_answers_cut_short(client, talk):
    ana, ben, conversation = talk
    first = say(ben, conversation, "long " * 100)
    say(ana, conversation, "yes", reply_to=first.pk)
    assert messages(client, conversation)[1]["reply_to"] == {
        "id": first.pk, "seq": 1, "sender": {"id": ben.pk, "name": "Ben"},
        "body": ("long " * 100)[:200], "deleted": False, "kind": None,
    }  # fmt: skip


def test_the_quote_of_a_photo_says_so(client, talk):
    ana, ben, conversation = talk
    photo = say(ben, conversation, "", [attachments.add(ben, conversation.pk, picture()).pk])
    say(ana, conversation, "nice", reply_to=photo.pk)
    quote = messages(client, conversation)[1]["reply_to"]
    assert (quote["body"], quote["kind"]) == ("", "image")


def test_the_quote_follows_what_it_quotes(client, talk):
    ana, ben, conversation = talk
    first = say(ben, conversation, "helo", [attachments.add(ben, conversation.pk, pdf()).pk])
    say(ana, conversation, "yes", reply_to=first.pk)
    message_edit.edit(ben, conversation.pk, first.pk, "hello")
    assert messages(client, conversation)[1]["reply_to"]["body"] == "hello"
    message_edit.delete(ben, conversation.pk, first.pk)
    quote = messages(client, conversation)[1]["reply_to"]
    assert (quote["body"], quote["deleted"], quote["kind"]) == ("", True, None)


def test_one_replies_within_a_conversation_alone(talk):
    ana, ben, conversation = talk
    elsewhere = say(ana, ConversationFactory(participants=[ana, ben]))
    for number in (elsewhere.pk, 0, 2**62):
        with pytest.raises(Invalid):
            say(ana, conversation, reply_to=number)
    assert not Message.objects.filter(conversation=conversation).exists()


def test_a_message_deleted_while_one_answers_is_still_answered(talk):
    ana, ben, conversation = talk
    first = say(ben, conversation)
    message_edit.delete(ben, conversation.pk, first.pk)
    assert say(ana, conversation, "oh", reply_to=first.pk).reply_to == first


@pytest.mark.parametrize("replies", [1, 9])
def test_replies_make_a_fixed_number_of_queries(
    client, talk, replies, django_assert_max_num_queries
):
    """Session, person, conversation, messages, their files, the files of what they quote."""
    ana, ben, conversation = talk
    file = attachments.add(ben, conversation.pk, pdf())
    first = say(ben, conversation, "", [file.pk])
    for _ in range(replies):
        say(ana, conversation, reply_to=first.pk)
    with django_assert_max_num_queries(6):
        messages(client, conversation)


# The socket -----------------------------------------------------------------------------------


async def test_a_send_takes_files_and_quotes_and_the_same_nonce_is_the_same_ack(pair):
    ana, ben, conversation = pair
    file = await in_thread(attachments.add)(ana, conversation.pk, pdf("lease.pdf"))
    first = await in_thread(say)(ben, conversation, "Send it over?")
    nonce = str(uuid.uuid4())
    frame = {"type": "send", "conversation": conversation.pk, "nonce": nonce, "body": ""}
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        for _ in range(2):
            await hers.say(**frame, attachments=[str(file.pk)], reply_to=first.pk)
        acks = [await hers.last("ack") for _ in range(2)]
        message = (await his.last("message"))["message"]
        assert await his.silent()
    assert acks[0] == acks[1]
    assert acks[0]["message"] == message
    assert message["reply_to"]["body"] == "Send it over?"
    assert [one["name"] for one in message["attachments"]] == ["lease.pdf"]


async def test_what_cannot_be_taken_or_answered_is_refused_with_the_nonce(pair):
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
            await hers.say(**here, body="hi", **extras)
            refusal = await hers.next()
            assert (refusal["type"], refusal["code"]) == ("error", "invalid")
            assert refusal["nonce"] == nonce
    assert not await Message.objects.aexists()


# A form without scripts -----------------------------------------------------------------------


def test_a_form_sends_words_files_and_quote_at_once(client, talk):
    _, ben, conversation = talk
    first = say(ben, conversation)
    files = [picture(name="a.png"), pdf("b.pdf")]
    answer = post(client, conversation, "look", files=files, reply_to=first.pk)
    assert answer.url == f"/chat/{conversation.pk}/"
    sent = Message.objects.for_frames().get(seq=2)
    assert (sent.body, sent.reply_to) == ("look", first)
    assert [file.name for file in sent.files] == ["a.png", "b.pdf"]


def test_a_file_that_is_refused_loses_neither_words_nor_the_other_files(client, talk):
    _, ben, conversation = talk
    first = say(ben, conversation)
    files = [pdf("good.pdf"), pdf("bad.pdf", b"<script>")]
    answer = post(client, conversation, "look", files=files, reply_to=first.pk)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "bad.pdf: You can send photos" in page
    assert "look</textarea>" in page
    assert f'name="reply_to" value="{first.pk}"' in page
    waiting = re.findall(r'name="attachments" value="([^"]+)"', page)
    assert waiting == [str(Attachment.objects.get().pk)]
    post(client, conversation, "look", attachments=waiting, reply_to=first.pk)
    assert [file.name for file in Message.objects.for_frames().get(seq=2).files] == ["good.pdf"]


@pytest.mark.parametrize("count", [11, 13])
def test_too_many_files_are_refused_in_words(client, talk, count):
    answer = post(client, talk[2], files=[pdf() for _ in range(count)])
    assert answer.status_code == 400
    assert "A message can have at most 10 files." in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("field", ["attachments", "reply_to"])
def test_a_field_that_makes_no_sense_is_refused(client, talk, field):
    assert post(client, talk[2], "hi", **{field: "²"}).status_code == 400
    assert not Message.objects.exists()


def test_a_link_begins_a_reply(client, talk):
    _, ben, conversation = talk
    first = say(ben, conversation, "Is <b>Thursday</b> fine?")
    page = client.get(f"/chat/{conversation.pk}/", {"reply_to": first.pk}).content.decode()
    assert f'name="reply_to" value="{first.pk}"' in page
    assert "Is &lt;b&gt;Thursday&lt;/b&gt; fine?" in page.partition("<chat-composer")[2]


@pytest.mark.parametrize("reply_to", ["x", "²", "9" * 40, "-1", "0"])
def test_a_link_to_no_message_begins_none(client, talk, reply_to):
    elsewhere = say(talk[0], ConversationFactory(participants=[talk[0]]), "a secret")
    for number in (reply_to, elsewhere.pk):
        page = client.get(f"/chat/{talk[2].pk}/", {"reply_to": number})
        assert page.status_code == 200
        assert 'name="reply_to" value=""' in page.content.decode()
