"""Storing and changing messages: seq, nonce and version."""

import json
import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from chat.actions import message_edit, message_send, read_receipts, send_sql
from chat.errors import Forbidden, Invalid, NotFound, TooLong
from chat.membership import participants
from chat.models import Conversation, Message, Participant
from tests.support.factories import ConversationFactory, VerifiedStudentFactory


@pytest.fixture
def group(db):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    return ana, ben, ConversationFactory(participants=[ana, ben])


def send(user, conversation, body="hi", nonce=None):
    return message_send.send(user, conversation.pk, nonce or uuid.uuid4(), body)


def test_seq_and_version_rise_by_one(group):
    ana, ben, conversation = group
    sent = [send(person, conversation) for person in (ana, ben, ana)]
    assert [(message.seq, message.version) for message in sent] == [(1, 1), (2, 2), (3, 3)]


def test_same_nonce_is_same_message(group):
    ana, _, conversation = group
    nonce = uuid.uuid4()
    first, second = send(ana, conversation, "a", nonce), send(ana, conversation, "b", nonce)
    assert first == second
    assert second.body == "a"
    conversation.refresh_from_db()
    assert (conversation.seq, conversation.version) == (1, 1)


def test_two_senders_may_use_same_nonce(group):
    ana, ben, conversation = group
    nonce = uuid.uuid4()
    assert send(ana, conversation, nonce=nonce) != send(ben, conversation, nonce=nonce)


def test_nonce_used_in_another_conversation_returns_stored_message(group):
    ana, ben, conversation = group
    nonce = uuid.uuid4()
    first = send(ana, conversation, nonce=nonce)
    assert send(ana, ConversationFactory(participants=[ana, ben]), nonce=nonce) == first


def test_edit_keeps_seq_and_raises_version(group):
    ana, _, conversation = group
    sent = send(ana, conversation)
    send(ana, conversation)
    edited = message_edit.edit(ana, conversation.pk, sent.pk, "better")
    assert (edited.seq, edited.version, edited.body) == (1, 3, "better")
    assert edited.edited_at


def test_unchanged_edit_raises_no_version(group):
    ana, _, conversation = group
    sent = send(ana, conversation, "same")
    assert message_edit.edit(ana, conversation.pk, sent.pk, "same").version == 1


def test_deleted_message_keeps_only_its_seq(group):
    ana, ben, conversation = group
    sent = send(ana, conversation, "secret")
    message_edit.react(ben, conversation.pk, sent.pk, "👍", on=True)
    message_edit.delete(ana, conversation.pk, sent.pk)
    stored = Message.objects.get()
    assert (stored.seq, stored.version, stored.body, stored.reactions) == (1, 3, "", {})
    with pytest.raises(Invalid):
        message_edit.edit(ana, conversation.pk, sent.pk, "back")


def test_repeated_reaction_counts_once(group):
    ana, ben, conversation = group
    sent = send(ana, conversation)
    for _ in range(2):
        message_edit.react(ben, conversation.pk, sent.pk, "❤️", on=True)
    stored = Message.objects.get()
    assert (stored.reactions, stored.version) == ({"❤️": [ben.pk]}, 2)


@pytest.mark.parametrize("emoji", ["", "x", "<b>", "👍 ", "12", "👍" * 20])
def test_reaction_is_one_emoji(group, emoji):
    ana, _, conversation = group
    sent = send(ana, conversation)
    with pytest.raises(Invalid):
        message_edit.react(ana, conversation.pk, sent.pk, emoji, on=True)


def test_number_of_different_reactions_is_limited(group):
    ana, _, conversation = group
    sent = send(ana, conversation)
    for number in range(message_edit.MAX_REACTION_KINDS):
        message_edit.react(ana, conversation.pk, sent.pk, chr(0x1F600 + number), on=True)
    with pytest.raises(Invalid):
        message_edit.react(ana, conversation.pk, sent.pk, "🏠", on=True)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", Invalid), ("\0", Invalid), ("\ud800", Invalid), ("x" * 4001, TooLong)],
)
def test_invalid_body_is_refused(group, body, refusal):
    ana, _, conversation = group
    with pytest.raises(refusal):
        send(ana, conversation, body)
    assert not Message.objects.exists()


def test_only_sender_changes_message(group):
    ana, ben, conversation = group
    sent = send(ana, conversation)
    with pytest.raises(Forbidden):
        message_edit.edit(ben, conversation.pk, sent.pk, "mine now")
    with pytest.raises(Forbidden):
        message_edit.delete(ben, conversation.pk, sent.pk)


def test_former_participant_can_do_nothing(group):
    _, ben, conversation = group
    sent = send(ben, conversation)
    participants.leave(ben, conversation.pk)
    for act in (
        lambda: send(ben, conversation),
        lambda: message_edit.edit(ben, conversation.pk, sent.pk, "x"),
        lambda: message_edit.delete(ben, conversation.pk, sent.pk),
        lambda: message_edit.react(ben, conversation.pk, sent.pk, "👍", on=True),
        lambda: read_receipts.mark_read(ben, conversation.pk, 1),
        lambda: participants.leave(ben, conversation.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_sending_marks_earlier_messages_as_read(group):
    ana, ben, conversation = group
    send(ana, conversation)
    assert Conversation.objects.unread_count(ben) == 1
    send(ben, conversation)
    assert Conversation.objects.unread_count(ben) == 0
    assert Conversation.objects.unread_count(ana) == 1


def test_read_seq_never_goes_back_nor_beyond_last_message(group):
    ana, ben, conversation = group
    for _ in range(3):
        send(ana, conversation)
    for seq in (2, 1, 99, 0):
        read_receipts.mark_read(ben, conversation.pk, seq)
    assert Participant.objects.get(user=ben).read_seq == 3


def draft(user, conversation, body="hi", nonce=None):
    return message_send.Draft(user, conversation.pk, nonce or uuid.uuid4(), body)


def test_batch_is_stored_in_order_with_few_queries(group, django_assert_max_num_queries):
    ana, ben, conversation = group
    other = ConversationFactory(participants=[ana, ben])
    rooms = [conversation, other, conversation] * 10
    drafts = [draft((ana, ben)[n % 2], room, f"m{n}") for n, room in enumerate(rooms)]
    with django_assert_max_num_queries(10):
        stored = message_send.send_all(drafts)
    assert [message.body for message in stored] == [f"m{number}" for number in range(30)]
    for room, count in ((conversation, 20), (other, 10)):
        there = [message for message in stored if message.conversation_id == room.pk]
        numbers = [(message.seq, message.version) for message in there]
        assert numbers == [(number, number) for number in range(1, count + 1)]
        room.refresh_from_db()
        assert (room.seq, room.version) == (count, count)


def test_batch_marks_as_read_up_to_own_message(group):
    ana, ben, conversation = group
    message_send.send_all([draft(person, conversation) for person in (ana, ben, ana, ben, ben)])
    read = dict(Participant.objects.values_list("user_id", "read_seq"))
    assert read == {ana.pk: 3, ben.pk: 5}


def test_refused_draft_does_not_affect_batch(group):
    ana, ben, conversation = group
    stranger, nowhere = VerifiedStudentFactory(), Conversation(pk=10**30)
    outcomes = message_send.send_all(
        [
            draft(ana, conversation, "first"),
            draft(stranger, conversation),
            draft(ana, conversation, ""),
            draft(ana, conversation, "x" * 4001),
            draft(ana, nowhere),
            draft(ana, ConversationFactory()),
            draft(ben, conversation, "last"),
        ]
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [Message, NotFound, Invalid, TooLong, NotFound, NotFound, Message]
    assert list(Message.objects.values_list("seq", "body")) == [(1, "first"), (2, "last")]


def test_repeated_nonce_in_batch_is_one_message(group):
    ana, ben, conversation = group
    known, twice = send(ana, conversation, "known"), uuid.uuid4()
    outcomes = message_send.send_all(
        [
            draft(ana, conversation, "again", known.nonce),
            draft(ana, conversation, "once", twice),
            draft(ana, conversation, "twice", twice),
            draft(ben, conversation, "another's", twice),
        ]
    )
    assert [message.body for message in outcomes] == ["known", "once", "once", "another's"]
    assert [message.seq for message in outcomes] == [1, 2, 2, 3]
    assert Message.objects.count() == 3


def test_message_stored_by_another_process_after_both_lookups_is_found(group, monkeypatch):
    """It is stored between lookup and insert, both of the batch and of the draft alone."""
    ana, _, conversation = group
    drafts = [draft(ana, conversation)]
    known, find_messages = message_send.send_all(drafts), send_sql.find_messages
    early = iter([True, True])
    monkeypatch.setattr(
        send_sql, "find_messages", lambda *keys: [] if next(early, False) else find_messages(*keys)
    )
    assert message_send.send_all(drafts) == known
    assert Message.objects.count() == 1


def test_batch_is_published_in_order(group, monkeypatch):
    ana, _, conversation = group
    twice, published = uuid.uuid4(), []
    monkeypatch.setattr(
        message_send.publish.pubsub,
        "publish_on_commit",
        lambda *events: published.extend(text for event in events for text in event["texts"]),
    )
    message_send.send_all(
        [
            draft(ana, ConversationFactory(), "refused", twice),
            draft(ana, conversation, "first"),
            draft(ana, conversation, "second", twice),
        ]
    )
    assert [json.loads(text)["message"]["body"] for text in published] == ["first", "second"]


@pytest.mark.postgres
def test_concurrent_batches_leave_no_gap_duplicate_or_deadlock(transactional_db):
    people = VerifiedStudentFactory.create_batch(3)
    rooms = [ConversationFactory(participants=people) for _ in range(3)]
    drafts = [draft(people[n % 3], rooms[n // 3 % 3]) for n in range(72)]
    chance = random.Random(7)
    # Each draft is in two batches, in random order.
    batches = [chance.sample(part, len(part)) for part in [drafts[i::6] for i in range(6)] * 2]

    def race(batch):
        try:
            return message_send.send_all(batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        outcomes = [outcome for batch in threads.map(race, batches) for outcome in batch]
    assert {type(outcome) for outcome in outcomes} == {Message}
    assert len({message.pk for message in outcomes}) == Message.objects.count() == 72
    for room in rooms:
        assert list(room.messages.values_list("version", flat=True)) == list(range(1, 25))


@pytest.mark.postgres
def test_concurrent_sends_leave_no_gap_or_duplicate(transactional_db):
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    nonces = [uuid.uuid4() for _ in range(20)] * 3

    def race(number):
        try:
            return send((ana, ben)[number // 20 % 2], conversation, nonce=nonces[number]).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        stored = list(threads.map(race, range(60)))
    seqs = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(set(stored)) + 1))
    assert len(set(stored)) == 40
