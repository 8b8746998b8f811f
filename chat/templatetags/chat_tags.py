from datetime import timedelta

import msgspec
from django import template
from django.utils import timezone
from django.utils.formats import date_format

from chat.links import linked
from chat.listing_previews import card_of
from chat.models import Attachment, Conversation
from chat.models.conversation import FORMER_PARTICIPANT
from chat.protocol.message import quote_of

register = template.Library()
register.filter("linked", linked)
register.filter("card", card_of)
_KINDS = dict(Attachment.Kind.choices)


@register.inclusion_tag("chat/unread_count.html", takes_context=True)
def unread_count(context):
    """How many messages wait for the person who looks at the page; scripts keep it live."""
    return {"count": Conversation.objects.unread_total(context["user"])}


@register.simple_tag(takes_context=True)
def title_of(context, conversation) -> str:
    return conversation.title_for(context["user"])


@register.simple_tag(takes_context=True)
def others_in(context, conversation) -> list:
    return conversation.others(context["user"])


@register.simple_tag(takes_context=True)
def place_of(context, conversation):
    """The listing of a conversation; None if it has none, or a hidden one of somebody else."""
    place = conversation.listing
    hidden = place and place.is_hidden and place.lister_id != context["user"].pk
    return None if hidden else place


@register.simple_tag(takes_context=True)
def last_words(context, conversation) -> str:
    """What was last said in a conversation `for_inbox`, and by whom where that isn't plain."""
    if conversation.last_body is None:
        return "No messages yet"
    if conversation.last_sender == context["user"].pk:
        speaker = "You: "
    else:
        speaker = _speaker(conversation, context["user"])
    words = "Message deleted" if conversation.last_deleted else conversation.last_body
    return speaker + (words[:200] or _KINDS.get(conversation.last_kind, ""))


def _speaker(conversation, user) -> str:
    """Also of who has left since: where several have spoken, it is never plain."""
    if not conversation.name and len(conversation.others(user)) < 2:
        return ""
    name = conversation.last_name.split(" ")[0] if conversation.last_name else FORMER_PARTICIPANT
    return f"{name}: "


@register.filter
def quote(message) -> dict:
    """The quote of a message, for scripts."""
    return msgspec.to_builtins(quote_of(message))


@register.filter
def quoted_words(message) -> str:
    """A message in a few words, for what replies to it."""
    said = quote_of(message)
    return "Message deleted" if said.deleted else said.body or _KINDS.get(said.kind, "")


@register.filter
def photo_words(attachment, message) -> str:
    """What a picture is to who can't see it."""
    return f"Photo from {message.sender_name}: {attachment.name}" if attachment else ""


@register.filter
def lately(moment) -> str:
    """When, as short as can be: the time of today, a weekday of this week, else the date."""
    then, today = timezone.localtime(moment), timezone.localdate()
    if then.date() == today:
        return date_format(then, "g:i A")
    if today - then.date() < timedelta(days=7):
        return date_format(then, "D")
    return date_format(then, "M j" if then.year == today.year else "M j, Y")


@register.filter
def day_name(moment) -> str:
    """`Today`, `Yesterday`, `Monday, Oct 6`: what stands above a day's messages."""
    then, today = timezone.localtime(moment), timezone.localdate()
    if name := {0: "Today", 1: "Yesterday"}.get((today - then.date()).days):
        return name
    return date_format(then, "l, M j" if then.year == today.year else "l, M j, Y")


@register.simple_tag
def grouped(messages, read_seq: int, user) -> list:
    """The messages, each told whether it opens a day or a group of one sender's within a minute,
    whether it closes that group, and whether it is the first that the person hasn't read."""
    first_unread, before = _first_unread(messages, read_seq, user), None
    for message in messages:
        message.opens_day = before is None or _day(before) != _day(message)
        message.opens = message.opens_day or _group(before) != _group(message)
        message.closes = True
        message.is_new = message.seq == first_unread
        if before is not None:
            before.closes = message.opens
        before = message
    return messages


def _first_unread(messages, read_seq: int, user) -> int | None:
    if not messages or messages[0].seq > read_seq + 1:
        return None  # it stands further up
    unread = (m.seq for m in messages if m.seq > read_seq and m.sender_id != user.pk)
    return next(unread, None)


def _day(message):
    return timezone.localtime(message.sent_at).date()


def _group(message):
    return message.sender_id, message.sent_at.replace(second=0, microsecond=0)
