"""What the mail about unread messages says: no more leaves the platform than one needs to know
whether to come back."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from accounts import subscriptions
from chat.models import Message, Participant

EXCERPT = 140  # characters of the first message
LISTED = 10  # conversations
NAMED = 3  # senders of one conversation


@dataclass(frozen=True, slots=True)
class Part:
    """What waits in one conversation. `upto` is the place up to which this tells."""

    place: Participant
    upto: int
    title: str
    link: str
    count: int
    senders: str
    first_sender: str
    excerpt: str


def part_of(place: Participant) -> Part | None:
    """Of a place with something untold, its conversation and people fetched along; None where that
    has been deleted just now."""
    conversation, upto = place.conversation, place.conversation.seq
    # No later than what is noted as told: else that would be told twice.
    messages = Message.objects.for_wire().filter(
        conversation=conversation,
        seq__gt=max(place.read_seq, place.mailed_seq),
        seq__lte=upto,
        deleted_at=None,
    )
    messages = list(messages.exclude(sender=place.user).order_by("seq"))
    if not messages:
        return None
    senders = list({message.sender_id: _line(message.sender_name) for message in messages}.values())
    return Part(
        place=place,
        upto=upto,
        title=_line(conversation.title_for(place.user)),
        link=_absolute(conversation.get_absolute_url()),
        count=len(messages),
        senders=_listed(senders),
        first_sender=senders[0],
        excerpt=Truncator(_line(messages[0].gist)).chars(EXCERPT),
    )


def compose(parts: list[Part]) -> EmailMultiAlternatives:
    """One mail for all that waits for one person."""
    user = parts[0].place.user
    words = {
        "user": user,
        "parts": parts[:LISTED],
        "more": len(parts) - LISTED,
        "inbox": _absolute(reverse("chat:inbox")),
        "profile": _absolute(reverse("accounts:profile")),
        "unsubscribe": subscriptions.link_for(user, "mails_unread"),
    }
    mail = EmailMultiAlternatives(
        subject=_subject(parts),
        body=render_to_string("chat/email/unread.txt", words),
        to=[user.email],
        headers={
            "Message-ID": _message_id(parts),
            "Auto-Submitted": "auto-generated",
            **subscriptions.headers_for(user, "mails_unread"),
        },
    )
    mail.attach_alternative(render_to_string("chat/email/unread.html", words), "text/html")
    return mail


def _subject(parts) -> str:
    count = sum(part.count for part in parts)
    messages = "A new message" if count == 1 else f"{count} new messages"
    if len(parts) > 1:
        return f"{messages} in {len(parts)} conversations"
    [part] = parts
    where = "" if part.place.conversation.is_enquiry else f" in “{part.title}”"
    return f"{messages} from {part.senders}{where}"


def _message_id(parts) -> str:
    """The same for the same news, told to the same person."""
    told = [(part.place.pk, part.upto) for part in parts]
    name = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    return f"<unread.{name}@{urlsplit(settings.SITE_URL).hostname}>"


def _absolute(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def _line(text: str) -> str:
    """In one line: people's words stand in a subject and between quotes."""
    return " ".join(text.split())


def _listed(names: list[str]) -> str:
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
