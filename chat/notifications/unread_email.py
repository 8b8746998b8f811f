"""The email about unread messages. It contains only what helps to decide whether to come back."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.text import Truncator

from accounts.notifications.absolute_links import absolute
from accounts.notifications.emails import build_email, to_one_line
from chat.models import Message, Participant

EXCERPT = 140  # characters of the first message
LISTED = 10  # conversations
NAMED = 3  # senders of one conversation


@dataclass(frozen=True, slots=True)
class Part:
    """The unread messages of one conversation, up to the seq `up_to`."""

    participant: Participant
    up_to: int
    title: str
    link: str
    count: int
    senders: str
    first_sender: str
    excerpt: str
    is_answered: bool  # whether the recipient has ever written in the conversation


def part_for(participant: Participant) -> Part | None:
    """Takes a participant `awaiting_email`, with the conversation and its participants prefetched.
    None if the messages were deleted meanwhile."""
    conversation, up_to = participant.conversation, participant.conversation.seq
    # Nothing after `up_to`, up to which messages are then marked as emailed, or the next email
    # would repeat it.
    unread = Message.objects.exclude(sender=participant.user).filter(
        conversation=conversation,
        seq__gt=max(participant.read_seq, participant.emailed_seq),
        seq__lte=up_to,
        deleted_at=None,
    )
    senders = list(
        unread.values("sender").annotate(first=Min("seq"), count=Count("pk")).order_by("first")
    )
    first_seqs = [sender["first"] for sender in senders[:NAMED]]
    firsts = list(unread.for_frames().filter(seq__in=first_seqs).order_by("seq"))
    if not firsts:
        return None
    names = [to_one_line(message.sender_name) for message in firsts]
    sent = Message.objects.filter(conversation=conversation, sender=participant.user)
    return Part(
        participant=participant,
        up_to=up_to,
        title=to_one_line(conversation.title_for(participant.user)),
        link=absolute(conversation.get_absolute_url()),
        count=sum(sender["count"] for sender in senders),
        senders=_enumerate(names, len(senders) - len(names)),
        first_sender=names[0],
        excerpt=Truncator(to_one_line(firsts[0].summary)).chars(EXCERPT),
        is_answered=sent.exists(),
    )


def compose(parts: list[Part]) -> EmailMultiAlternatives:
    """One email for all parts, which have the same recipient."""
    context = {
        "parts": parts[:LISTED],
        "more": len(parts) - LISTED,
        "inbox": absolute(reverse("chat:inbox")),
    }
    # Identifies the content, for the Message-ID.
    content = [(part.participant.pk, part.up_to) for part in parts]
    user, template = parts[0].participant.user, "chat/email/unread"
    return build_email(user, "mails_unread", _subject(parts), template, context, content)


def _subject(parts: list[Part]) -> str:
    count = sum(part.count for part in parts)
    messages = "A new message" if count == 1 else f"{count} new messages"
    if len(parts) > 1:
        return f"{messages} in {len(parts)} conversations"
    [part] = parts
    if not part.is_answered:
        # Strangers may have chosen the names, so the subject has none.
        return f"{messages} on NU Housing"
    where = "" if part.participant.conversation.is_inquiry else f" in “{part.title}”"
    return f"{messages} from {part.senders}{where}"


def _enumerate(names: list[str], more: int) -> str:
    """`Ana, Ben and 2 more`."""
    if more:
        names = [*names, f"{more} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
