"""The only place that writes messages. Each change is one short transaction: it locks the
conversation, counts on, writes, commits, and then tells everyone."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from chat import broadcast, rules, wire
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Conversation, Message, Participant

KINDS_OF_REACTION = 20


def send(user, conversation_id: int, nonce, body: str) -> Message:
    """Store a message once, however often it comes, and return it as stored."""
    rules.check_body(body)
    # Whoever comes back after a break sends everything again that was not acked: that must not
    # queue for the lock, or the crowd that returns keeps out what is new.
    if stored := _stored(user, nonce):
        return stored
    try:
        with transaction.atomic():
            return _insert(user, conversation_id, nonce, body)
    except IntegrityError:
        # The same nonce was on its way at the same time, and has come first.
        return _stored(user, nonce)


def edit(user, conversation_id: int, message_id: int, body: str) -> Message:
    rules.check_body(body)
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        if message.body != body:
            message.body, message.edited_at = body, timezone.now()
            _change(conversation, message, "body", "edited_at")
    return message


def delete(user, conversation_id: int, message_id: int) -> Message:
    """Leave a tombstone: the place stays, the words and reactions are gone."""
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        message.body, message.reactions, message.deleted_at = "", {}, timezone.now()
        _change(conversation, message, "body", "reactions", "deleted_at")
    return message


def react(user, conversation_id: int, message_id: int, emoji: str, on: bool) -> Message:
    rules.check_emoji(emoji)
    with transaction.atomic():
        conversation = _lock_place(user, conversation_id).conversation
        message = _message(conversation, message_id)
        if _set_reaction(message.reactions, emoji, user.pk, on):
            _change(conversation, message, "reactions")
    return message


def mark_read(user, conversation_id: int, seq: int) -> int:
    """Note how far the person has read; it never goes back. Returns where it stands."""
    conversation = Conversation.objects.of(user).filter(pk=conversation_id).first()
    if conversation is None:
        raise NotFound("There is no such conversation.")
    seq = max(0, min(seq, conversation.seq))
    place = Participant.objects.filter(conversation=conversation, user=user)
    if place.filter(read_seq__lt=seq).update(read_seq=seq):
        frame = wire.ReadFrame(conversation.pk, user.pk, seq)
        broadcast.to_conversation(conversation.pk, conversation.roster, frame.text())
    return seq


def changed_after(conversation_id: int, version: int, most: int = 200):
    """The messages of a conversation that changed after `version`, oldest change first."""
    changed = Message.objects.for_wire().filter(
        conversation_id=conversation_id, version__gt=version
    )
    return list(changed.order_by("version")[:most])


def _insert(user, conversation_id, nonce, body) -> Message:
    place = _lock_place(user, conversation_id)
    conversation = place.conversation
    conversation.seq += 1
    conversation.version += 1
    conversation.active_at = timezone.now()
    conversation.save(update_fields=["seq", "version", "active_at"])
    message = Message.objects.create(
        conversation=conversation,
        sender=user,
        seq=conversation.seq,
        version=conversation.version,
        nonce=nonce,
        body=body,
    )
    # Who writes has read what stands above.
    place.read_seq = conversation.seq
    place.save(update_fields=["read_seq"])
    _tell(conversation, message)
    return message


def _stored(user, nonce) -> Message | None:
    return Message.objects.for_wire().filter(sender=user, nonce=nonce).first()


def _lock_place(user, conversation_id: int) -> Participant:
    place = Participant.objects.hold(user, conversation_id)
    if place is None:
        raise NotFound("There is no such conversation.")
    return place


def _message(conversation, message_id: int) -> Message:
    message = Message.objects.for_wire().filter(conversation=conversation, pk=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    if message.deleted_at:
        raise Invalid("This message was deleted.")
    return message


def _lock_own(user, conversation_id, message_id):
    conversation = _lock_place(user, conversation_id).conversation
    message = _message(conversation, message_id)
    if message.sender_id != user.pk:
        raise Forbidden("Only who wrote a message may change it.")
    return conversation, message


def _set_reaction(reactions: dict[str, list[int]], emoji: str, user: int, on: bool) -> bool:
    """Whether anything changed."""
    if on == (user in reactions.get(emoji, [])):
        return False
    if not on:
        reactions[emoji].remove(user)
        if not reactions[emoji]:
            del reactions[emoji]
        return True
    if emoji not in reactions and len(reactions) >= KINDS_OF_REACTION:
        raise Invalid(f"A message takes {KINDS_OF_REACTION} kinds of reaction.")
    reactions.setdefault(emoji, []).append(user)
    return True


def _change(conversation, message, *fields):
    """Raise the version, write it on the message, and tell everyone once it is committed."""
    conversation.version += 1
    conversation.save(update_fields=["version"])
    message.version = conversation.version
    message.save(update_fields=["version", *fields])
    _tell(conversation, message)


def _tell(conversation, message):
    broadcast.to_conversation(
        conversation.pk, conversation.roster, wire.frame_of(message), version=message.version
    )
