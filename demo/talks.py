"""Holds the demo's conversations, through chat's own doors: `roster` and `writing`.

A talk is there when its first message is, by its nonce: even if it was deleted, or the talk was
renamed, or its listing is gone.
"""

import re
import uuid
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chat.actions import message_edit, message_send, read_receipts
from chat.membership import conversation_start, participants
from chat.models import Conversation, Invitation, Message, Participant
from demo import dates
from demo.offers import SOURCE
from demo.reading import Talk, talks
from listings.models import Listing

LINK = re.compile(r"\{link:([a-z0-9-]+)\}")
NAMESPACE = uuid.UUID("5d9bb5c8-5a10-4c7e-9a4f-3a0f6e1d2b77")
# Two messages of one minute still stand in their order.
BREATH = timedelta(seconds=20)


def missing() -> list[Talk]:
    firsts = {nonce(talk, 1): talk for talk in talks()}
    held = set(Message.objects.filter(nonce__in=firsts).values_list("nonce", flat=True))
    return [talk for first, talk in firsts.items() if first not in held]


def nonce(talk: Talk, place: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{talk.key} {place}")


def hold(talk: Talk, people: dict):
    """The whole talk or nothing. Without its listing, or when that is taken, there is none."""
    listing = Listing.objects.filter(source=SOURCE, source_id=talk.listing).first()
    if talk.listing and not (listing and listing.is_open):
        return
    with transaction.atomic():
        conversation = _gather(talk, listing, people)
        said = [_say(conversation, talk, place, people) for place in _places(talk)]
        for message, line in zip(said, talk.messages, strict=True):
            _afterwards(conversation, message, line, people)
        _read(conversation, talk, people)
        _backdate(conversation, talk, timezone.now())


def _gather(talk, listing, people) -> Conversation:
    first, *others = (people[key] for key in talk.people)
    if listing:
        return conversation_start.contact(first, listing)
    invited = [people[key] for key in talk.invited]
    emails = [person.email for person in (*others, *invited)]
    conversation = conversation_start.start(first, talk.name, emails, reverse("chat:inbox"))
    for person in others:
        participants.join(person, conversation.pk)
    return conversation


def _places(talk) -> range:
    return range(1, len(talk.messages) + 1)


def _say(conversation, talk, place, people) -> Message:
    line = talk.messages[place - 1]
    return message_send.send(
        people[line.by], conversation.pk, nonce(talk, place), _spoken(line.says)
    )


def _spoken(says: str) -> str:
    """What is said, with the link to a place where its slug stands: `{link:maple-house}`."""
    return LINK.sub(_link_to, says)


def _link_to(found) -> str:
    listing = Listing.objects.filter(source=SOURCE, source_id=found[1]).first()
    return listing.get_absolute_url() if listing else ""


def _afterwards(conversation, message, line, people):
    for emoji, keys in line.reactions.items():
        for key in keys:
            message_edit.react(people[key], conversation.pk, message.pk, emoji, True)
    if line.edited:
        message_edit.edit(people[line.by], conversation.pk, message.pk, line.edited)
    if line.deleted:
        message_edit.delete(people[line.by], conversation.pk, message.pk)


def _read(conversation, talk, people):
    """Everyone has read it all but for what `unread` leaves waiting."""
    for key in talk.people:
        seq = len(talk.messages) - talk.unread.get(key, 0)
        read_receipts.mark_read(people[key], conversation.pk, seq)


def _backdate(conversation, talk, now):
    """Move it all to when it would have been said: the doors above know only the present."""
    times = moments(talk, now)
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


def moments(talk: Talk, now) -> list:
    """When each message was sent: rising, and none after `now`."""
    times = [dates.moment(line.at, now) for line in talk.messages]
    latest = now
    for place in reversed(range(len(times))):
        times[place] = min(times[place], latest)
        latest = times[place] - BREATH
    return times
