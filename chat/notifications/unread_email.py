"""What the mail about unread messages says: no more leaves the platform than one needs to know
whether to come back."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.text import Truncator

from accounts.notifications.emails import absolute, build_email, to_one_line
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
    is_answered: bool


def part_of(place: Participant) -> Part | None:
    """Of a place with something untold, its conversation and people fetched along; None where that
    has been deleted just now."""
    conversation, upto = place.conversation, place.conversation.seq
    # No later than what is noted as told: else that would be told twice.
    waiting = Message.objects.exclude(sender=place.user).filter(
        conversation=conversation,
        seq__gt=max(place.read_seq, place.emailed_seq),
        seq__lte=upto,
        deleted_at=None,
    )
    senders = waiting.values("sender").annotate(first=Min("seq"), count=Count("pk"))
    senders = list(senders.order_by("first"))
    firsts = waiting.for_frames().filter(seq__in=[one["first"] for one in senders[:NAMED]])
    firsts = list(firsts.order_by("seq"))
    if not firsts:
        return None
    names = [to_one_line(message.sender_name) for message in firsts]
    return Part(
        place=place,
        upto=upto,
        title=to_one_line(conversation.title_for(place.user)),
        link=absolute(conversation.get_absolute_url()),
        count=sum(one["count"] for one in senders),
        senders=_listed(names, len(senders) - len(names)),
        first_sender=names[0],
        excerpt=Truncator(to_one_line(firsts[0].summary)).chars(EXCERPT),
        is_answered=Message.objects.filter(conversation=conversation, sender=place.user).exists(),
    )


def compose(parts: list[Part]) -> EmailMultiAlternatives:
    """One mail for all that waits for one person."""
    words = {
        "parts": parts[:LISTED],
        "more": len(parts) - LISTED,
        "inbox": absolute(reverse("chat:inbox")),
    }
    told = [(part.place.pk, part.upto) for part in parts]
    user, template = parts[0].place.user, "chat/email/unread"
    return build_email(user, "mails_unread", _subject(parts), template, words, told)


def _subject(parts) -> str:
    count = sum(part.count for part in parts)
    messages = "A new message" if count == 1 else f"{count} new messages"
    if len(parts) > 1:
        return f"{messages} in {len(parts)} conversations"
    [part] = parts
    if not part.is_answered:
        # Strangers may have chosen the names, so the subject has none.
        return f"{messages} on NU Housing"
    where = "" if part.place.conversation.is_inquiry else f" in “{part.title}”"
    return f"{messages} from {part.senders}{where}"


def _listed(names: list[str], more: int) -> str:
    if more:
        names = [*names, f"{more} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
