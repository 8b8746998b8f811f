"""Edits and deletes messages and sets reactions. Each change is one short transaction that locks
the conversation, raises its version and writes; once it is committed, the change is published."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat import listing_previews, rate_limits
from chat.actions import inquiry_limits, message_rules
from chat.delivery import publish
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Conversation, Message, Participant

MAX_REACTION_KINDS = 20  # different emoji on one message


def edit(user: User, conversation_id: int, message_id: int, body: str) -> Message:
    # Whether the message has files, so that the body may be empty, is known only under the lock.
    message_rules.check_body(body, has_files=True)
    linked = listing_previews.linked_listings([body])
    # An edit is displayed and stored like a new message, so it counts as one.
    rate_limits.take_daily(user.pk, conversation_id)
    with transaction.atomic():
        conversation, message = _lock_own_message(user, conversation_id, message_id)
        message_rules.check_body(body, has_files=bool(message.files))
        if message.body != body:
            inquiry_limits.check_edit(conversation, message)
            message.revisions.create(body=message.body)
            message.body, message.edited_at = body, timezone.now()
            message.listing = linked.get(body)
            _save_change(conversation, message, "body", "edited_at", "listing")
    return message


def delete(user: User, conversation_id: int, message_id: int) -> Message:
    """Leave a tombstone with the same `seq`. The text remains visible to moderators only; the
    reactions, the listing preview and the files are gone."""
    with transaction.atomic():
        conversation, message = _lock_own_message(user, conversation_id, message_id)
        message.revisions.create(body=message.body)
        message.body, message.reactions, message.deleted_at = "", {}, timezone.now()
        message.listing = None
        if message.files:
            message.attachments.all().delete()
        _save_change(conversation, message, "body", "reactions", "deleted_at", "listing")
    return message


def react(user: User, conversation_id: int, message_id: int, emoji: str, on: bool) -> Message:
    message_rules.check_emoji(emoji)
    with transaction.atomic():
        conversation = Participant.objects.lock(user, conversation_id).conversation
        message = _get_message(conversation, message_id)
        if _set_reaction(message.reactions, emoji, user.pk, on):
            _save_change(conversation, message, "reactions")
    return message


def _get_message(conversation: Conversation, message_id: int) -> Message:
    message = Message.objects.for_frames().filter(conversation=conversation, pk=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    if message.deleted_at:
        raise Invalid("This message was deleted.")
    return message


def _lock_own_message(
    user: User, conversation_id: int, message_id: int
) -> tuple[Conversation, Message]:
    conversation = Participant.objects.lock(user, conversation_id).conversation
    message = _get_message(conversation, message_id)
    if message.sender_id != user.pk:
        raise Forbidden("You can only change your own messages.")
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
    if emoji not in reactions and len(reactions) >= MAX_REACTION_KINDS:
        raise Invalid(f"A message can have at most {MAX_REACTION_KINDS} different reactions.")
    reactions.setdefault(emoji, []).append(user)
    return True


def _save_change(conversation: Conversation, message: Message, *fields: str) -> None:
    """Raise the version, write it on the message, and publish the message on commit."""
    conversation.version += 1
    conversation.save(update_fields=["version"])
    message.version = conversation.version
    message.save(update_fields=["version", *fields])
    publish.messages({conversation: [message]})
