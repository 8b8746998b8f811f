"""Creates the demo's conversations through the chat's own actions, then backdates them.

A conversation exists if its first message does, which is found by its nonce: even if the message
was deleted, the conversation renamed or its listing deleted.
"""

import re
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions import message_edit, message_send, read_receipts
from chat.membership import conversation_start, participants
from chat.models import Conversation, Invitation, Message, Participant
from demo import content, dates
from demo.content import ConversationData, MessageData
from demo.listings import SOURCE
from listings.models import Listing

LINK = re.compile(r"\{link:([a-z0-9-]+)\}")
NAMESPACE = uuid.UUID("5d9bb5c8-5a10-4c7e-9a4f-3a0f6e1d2b77")
# Keeps two messages of one minute in their order.
GAP = timedelta(seconds=20)

Users = dict[str, User]  # by key


def missing() -> list[ConversationData]:
    by_nonce = {nonce(data, 1): data for data in content.conversations()}
    known = set(Message.objects.filter(nonce__in=by_nonce).values_list("nonce", flat=True))
    return [data for first, data in by_nonce.items() if first not in known]


def nonce(data: ConversationData, seq: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{data.key} {seq}")


def create(data: ConversationData, users: Users) -> None:
    """Create the whole conversation, or nothing, as when its listing is gone or taken."""
    listing = Listing.objects.filter(source=SOURCE, source_id=data.listing).first()
    if data.listing and not (listing and listing.is_open):
        return
    with transaction.atomic():
        conversation = _start(data, listing, users)
        sent = [
            _send(conversation, nonce(data, seq), message, users)
            for seq, message in enumerate(data.messages, start=1)
        ]
        for row, message in zip(sent, data.messages, strict=True):
            _change(conversation, row, message, users)
        _mark_read(conversation, data, users)
        _backdate(conversation, data, timezone.now())


def _start(data: ConversationData, listing: Listing | None, users: Users) -> Conversation:
    first, *others = (users[key] for key in data.participants)
    if listing:
        return conversation_start.contact(first, listing)
    emails = [user.email for user in (*others, *(users[key] for key in data.invited))]
    conversation = conversation_start.start(first, data.name, emails)
    for user in others:
        participants.join(user, conversation.pk)
    return conversation


def _send(
    conversation: Conversation, nonce: uuid.UUID, message: MessageData, users: Users
) -> Message:
    body = LINK.sub(_listing_url, message.body)
    return message_send.send(users[message.sender], conversation.pk, nonce, body)


def _listing_url(link: re.Match[str]) -> str:
    """The URL of the listing that `{link:maple-three-house-hunt}` names."""
    listing = Listing.objects.filter(source=SOURCE, source_id=link[1]).first()
    return listing.get_absolute_url() if listing else ""


def _change(conversation: Conversation, row: Message, message: MessageData, users: Users) -> None:
    for emoji, keys in message.reactions.items():
        for key in keys:
            message_edit.react(users[key], conversation.pk, row.pk, emoji, True)
    if message.edited:
        message_edit.edit(users[message.sender], conversation.pk, row.pk, message.edited)
    if message.deleted:
        message_edit.delete(users[message.sender], conversation.pk, row.pk)


def _mark_read(conversation: Conversation, data: ConversationData, users: Users) -> None:
    for key in data.participants:
        seq = len(data.messages) - data.unread.get(key, 0)
        read_receipts.mark_read(users[key], conversation.pk, seq)


def _backdate(conversation: Conversation, data: ConversationData, now: datetime) -> None:
    """Set all times, which the chat's actions have set to the present."""
    times = sent_times(data, now)
    messages = list(conversation.messages.order_by("seq"))
    for message, at in zip(messages, times, strict=True):
        message.sent_at = at
        message.edited_at = message.edited_at and min(at + timedelta(minutes=2), now)
        message.deleted_at = message.deleted_at and min(at + timedelta(minutes=3), now)
    Message.objects.bulk_update(messages, ["sent_at", "edited_at", "deleted_at"])
    start = times[0] - timedelta(minutes=1)
    Conversation.objects.filter(pk=conversation.pk).update(created_at=start, active_at=times[-1])
    Participant.objects.filter(conversation=conversation).update(joined_at=start)
    Invitation.objects.filter(conversation=conversation).update(invited_at=times[-1])


def sent_times(data: ConversationData, now: datetime) -> list[datetime]:
    """When each message was sent: rising, and none after `now`."""
    times = [dates.parse_time(message.at, now) for message in data.messages]
    latest = now
    for index in reversed(range(len(times))):
        times[index] = min(times[index], latest)
        latest = times[index] - GAP
    return times
