"""Changes what was said. Each change is one short transaction: it locks the conversation, counts
on, writes, commits, and then tells everyone."""

from django.db import transaction
from django.utils import timezone

from chat import listing_previews, rate_limits
from chat.actions import inquiry_limits, message_rules
from chat.delivery import publish
from chat.errors import Forbidden, Invalid, NotFound, conversation_not_found
from chat.models import Message, Participant

KINDS_OF_REACTION = 20


def edit(user, conversation_id: int, message_id: int, body: str) -> Message:
    message_rules.check_body(body, has_files=True)  # whether it has any shows under the lock
    linked = listing_previews.linked_listings([body])
    # An edit is shown and stored as a new message is.
    rate_limits.take_daily(user.pk, conversation_id)
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        message_rules.check_body(body, has_files=bool(message.files))
        if message.body != body:
            inquiry_limits.check_edit(conversation, message)
            message.revisions.create(body=message.body)
            message.body, message.edited_at = body, timezone.now()
            message.listing = linked.get(body)
            _change(conversation, message, "body", "edited_at", "listing")
    return message


def delete(user, conversation_id: int, message_id: int) -> Message:
    """Leave a tombstone: its place stays; the words, the card and reactions are gone for all but
    moderators, and the files for everyone."""
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        message.revisions.create(body=message.body)
        message.body, message.reactions, message.deleted_at = "", {}, timezone.now()
        message.listing = None
        if message.files:
            message.attachments.all().delete()
        _change(conversation, message, "body", "reactions", "deleted_at", "listing")
    return message


def react(user, conversation_id: int, message_id: int, emoji: str, on: bool) -> Message:
    message_rules.check_emoji(emoji)
    with transaction.atomic():
        conversation = _lock_place(user, conversation_id).conversation
        message = _message(conversation, message_id)
        if _set_reaction(message.reactions, emoji, user.pk, on):
            _change(conversation, message, "reactions")
    return message


def _lock_place(user, conversation_id: int) -> Participant:
    place = Participant.objects.lock(user, conversation_id)
    if place is None:
        raise conversation_not_found()
    return place


def _message(conversation, message_id: int) -> Message:
    message = Message.objects.for_frames().filter(conversation=conversation, pk=message_id).first()
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
    publish.changes({conversation: [message]})
