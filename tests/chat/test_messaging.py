"""What is stored: one place each, one message a nonce, a version at every change."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from chat import messaging, roster
from chat.errors import Forbidden, Invalid, NotFound, TooLong
from chat.models import Conversation, Message, Participant
from tests.factories import ConversationFactory, VerifiedStudentFactory


@pytest.fixture
def talk(db):
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    return ana, ben, ConversationFactory(participants=[ana, ben])


def say(user, conversation, body="hi", nonce=None):
    return messaging.send(user, conversation.pk, nonce or uuid.uuid4(), body)


def test_places_and_versions_rise_by_one(talk):
    ana, ben, conversation = talk
    sent = [say(person, conversation) for person in (ana, ben, ana)]
    assert [(message.seq, message.version) for message in sent] == [(1, 1), (2, 2), (3, 3)]


def test_the_same_nonce_is_the_same_message(talk):
    ana, _, conversation = talk
    nonce = uuid.uuid4()
    first, second = say(ana, conversation, "a", nonce), say(ana, conversation, "b", nonce)
    assert first == second
    assert second.body == "a"
    conversation.refresh_from_db()
    assert (conversation.seq, conversation.version) == (1, 1)


def test_two_people_may_draw_the_same_nonce(talk):
    ana, ben, conversation = talk
    nonce = uuid.uuid4()
    assert say(ana, conversation, nonce=nonce) != say(ben, conversation, nonce=nonce)


def test_a_nonce_used_in_another_conversation_returns_what_is_stored(talk):
    ana, ben, conversation = talk
    nonce = uuid.uuid4()
    first = say(ana, conversation, nonce=nonce)
    assert say(ana, ConversationFactory(participants=[ana, ben]), nonce=nonce) == first


def test_an_edit_keeps_the_place_and_raises_the_version(talk):
    ana, _, conversation = talk
    sent = say(ana, conversation)
    say(ana, conversation)
    edited = messaging.edit(ana, conversation.pk, sent.pk, "better")
    assert (edited.seq, edited.version, edited.body) == (1, 3, "better")
    assert edited.edited_at


def test_an_edit_that_changes_nothing_is_no_change(talk):
    ana, _, conversation = talk
    sent = say(ana, conversation, "same")
    assert messaging.edit(ana, conversation.pk, sent.pk, "same").version == 1


def test_a_deleted_message_keeps_its_place_and_nothing_else(talk):
    ana, ben, conversation = talk
    sent = say(ana, conversation, "secret")
    messaging.react(ben, conversation.pk, sent.pk, "👍", on=True)
    messaging.delete(ana, conversation.pk, sent.pk)
    stored = Message.objects.get()
    assert (stored.seq, stored.version, stored.body, stored.reactions) == (1, 3, "", {})
    with pytest.raises(Invalid):
        messaging.edit(ana, conversation.pk, sent.pk, "back")


def test_a_reaction_twice_is_one(talk):
    ana, ben, conversation = talk
    sent = say(ana, conversation)
    for _ in range(2):
        messaging.react(ben, conversation.pk, sent.pk, "❤️", on=True)
    stored = Message.objects.get()
    assert (stored.reactions, stored.version) == ({"❤️": [ben.pk]}, 2)


@pytest.mark.parametrize("emoji", ["", "x", "<b>", "👍 ", "12", "👍" * 20])
def test_a_reaction_is_one_emoji(talk, emoji):
    ana, _, conversation = talk
    sent = say(ana, conversation)
    with pytest.raises(Invalid):
        messaging.react(ana, conversation.pk, sent.pk, emoji, on=True)


def test_kinds_of_reaction_are_bounded(talk):
    ana, _, conversation = talk
    sent = say(ana, conversation)
    for number in range(messaging.KINDS_OF_REACTION):
        messaging.react(ana, conversation.pk, sent.pk, chr(0x1F600 + number), on=True)
    with pytest.raises(Invalid):
        messaging.react(ana, conversation.pk, sent.pk, "🏠", on=True)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", Invalid), ("\0", Invalid), ("\ud800", Invalid), ("x" * 4001, TooLong)],
)
def test_a_body_that_cannot_be_kept_is_refused(talk, body, refusal):
    ana, _, conversation = talk
    with pytest.raises(refusal):
        say(ana, conversation, body)
    assert not Message.objects.exists()


def test_only_the_writer_changes_a_message(talk):
    ana, ben, conversation = talk
    sent = say(ana, conversation)
    with pytest.raises(Forbidden):
        messaging.edit(ben, conversation.pk, sent.pk, "mine now")
    with pytest.raises(Forbidden):
        messaging.delete(ben, conversation.pk, sent.pk)


def test_who_has_left_can_do_nothing(talk):
    _, ben, conversation = talk
    sent = say(ben, conversation)
    roster.leave(ben, conversation.pk)
    for act in (
        lambda: say(ben, conversation),
        lambda: messaging.edit(ben, conversation.pk, sent.pk, "x"),
        lambda: messaging.delete(ben, conversation.pk, sent.pk),
        lambda: messaging.react(ben, conversation.pk, sent.pk, "👍", on=True),
        lambda: messaging.mark_read(ben, conversation.pk, 1),
        lambda: roster.leave(ben, conversation.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_who_writes_has_read_what_stands_above(talk):
    ana, ben, conversation = talk
    say(ana, conversation)
    assert Conversation.objects.unread_total(ben) == 1
    say(ben, conversation)
    assert Conversation.objects.unread_total(ben) == 0
    assert Conversation.objects.unread_total(ana) == 1


def test_reading_never_goes_back_nor_beyond_the_last(talk):
    ana, ben, conversation = talk
    for _ in range(3):
        say(ana, conversation)
    for seq in (2, 1, 99, 0):
        messaging.mark_read(ben, conversation.pk, seq)
    assert Participant.objects.get(user=ben).read_seq == 3


@pytest.mark.postgres
def test_a_race_of_many_leaves_no_gap_and_no_double(transactional_db):
    ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana, ben])
    nonces = [uuid.uuid4() for _ in range(20)] * 3

    def race(number):
        try:
            return say((ana, ben)[number // 20 % 2], conversation, nonce=nonces[number]).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        stored = list(threads.map(race, range(60)))
    seqs = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(set(stored)) + 1))
    assert len(set(stored)) == 40
