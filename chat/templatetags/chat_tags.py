from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from chat.links import linked
from chat.listing_previews import preview_of
from chat.models import Attachment, Conversation, Message
from chat.models.conversation import FORMER_PARTICIPANT
from chat.protocol.message import quote_of
from listings.models import Listing

register = template.Library()
register.filter("linked", linked)
register.filter("listing_preview", preview_of)
_KINDS = dict(Attachment.Kind.choices)


@register.inclusion_tag("chat/unread_count.html", takes_context=True)
def unread_count(context: Context) -> dict[str, int]:
    """The number of the viewer's unread messages; scripts keep it up to date."""
    return {"count": Conversation.objects.unread_count(context["user"])}


@register.simple_tag(takes_context=True)
def title_of(context: Context, conversation: Conversation) -> str:
    return conversation.title_for(context["user"])


@register.simple_tag(takes_context=True)
def others_in(context: Context, conversation: Conversation) -> list[User]:
    return conversation.others(context["user"])


@register.simple_tag(takes_context=True)
def listing_of(context: Context, conversation: Conversation) -> Listing | None:
    """The listing of a conversation; None without one, and for a hidden one of somebody else."""
    listing = conversation.listing
    if listing and listing.is_hidden and listing.lister_id != context["user"].pk:
        return None
    return listing


@register.simple_tag(takes_context=True)
def last_message(context: Context, conversation: Conversation) -> str:
    """The last message of a conversation fetched `for_inbox`, with its sender's name where that
    isn't obvious."""
    if conversation.last_body is None:
        return "No messages yet"
    if conversation.last_sender == context["user"].pk:
        sender = "You: "
    else:
        sender = _sender_prefix(conversation, context["user"])
    text = "Message deleted" if conversation.last_deleted else conversation.last_body
    return sender + (text[:200] or _KINDS.get(conversation.last_kind or "", ""))


def _sender_prefix(conversation: Conversation, user: User) -> str:
    """Empty only between two people. A sender who has left is named, too."""
    if not conversation.name and len(conversation.others(user)) < 2:
        return ""
    name = conversation.last_name
    return f"{name.split(' ')[0] if name else FORMER_PARTICIPANT}: "


@register.filter
def quote(message: Message) -> Any:
    """The quote of a message, for scripts."""
    return msgspec.to_builtins(quote_of(message))


@register.filter
def quote_text(message: Message) -> str:
    """The text of a message as its replies show it."""
    quoted = quote_of(message)
    return "Message deleted" if quoted.deleted else quoted.body or _KINDS.get(quoted.kind or "", "")


@register.filter
def photo_alt(attachment: Attachment | None, message: Message) -> str:
    """The alternative text of a photo. Templates that scripts clone have no photo yet."""
    return f"Photo from {message.sender_name}: {attachment.name}" if attachment else ""


@register.filter
def short_date(moment: datetime) -> str:
    """The time of day for today, the weekday within a week, or else the date.
    static/js/format/dates.js has the same rule."""
    then, today = timezone.localtime(moment), timezone.localdate()
    if then.date() == today:
        return date_format(then, "g:i A")
    if today - then.date() < timedelta(days=7):
        return date_format(then, "D")
    return date_format(then, "M j" if then.year == today.year else "M j, Y")


@register.filter
def day_name(moment: datetime) -> str:
    """`Today`, `Yesterday`, `Monday, Oct 6`: the heading of a day's messages."""
    then, today = timezone.localtime(moment), timezone.localdate()
    if name := {0: "Today", 1: "Yesterday"}.get((today - then.date()).days):
        return name
    return date_format(then, "l, M j" if then.year == today.year else "l, M j, Y")


@register.simple_tag
def grouped(messages: list[Message], read_seq: int, user: User) -> list[Message]:
    """Set on each message whether it is the first of a day, the first or the last of a group (one
    sender's messages within a minute), and the viewer's first unread one."""
    first_unread = _first_unread(messages, read_seq, user)
    before: Message | None = None
    for message in messages:
        message.starts_day = before is None or _day(before) != _day(message)
        message.starts_group = (
            before is None or message.starts_day or _group(before) != _group(message)
        )
        message.ends_group = True
        message.is_first_unread = message.seq == first_unread
        if before is not None:
            before.ends_group = message.starts_group
        before = message
    return messages


def _first_unread(messages: list[Message], read_seq: int, user: User) -> int | None:
    if not messages or messages[0].seq > read_seq + 1:
        return None  # it is on an earlier page
    unread = (m.seq for m in messages if m.seq > read_seq and m.sender_id != user.pk)
    return next(unread, None)


def _day(message: Message) -> date:
    return timezone.localtime(message.sent_at).date()


def _group(message: Message) -> tuple[int | None, datetime]:
    return message.sender_id, message.sent_at.replace(second=0, microsecond=0)
