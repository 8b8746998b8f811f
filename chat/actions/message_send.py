"""Stores what people send: many drafts in one short transaction, which locks their conversations,
counts on, writes, commits, and then tells everyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction
from django.db import Error as DatabaseError
from django.db.models import F

from chat import listing_previews, rate_limits
from chat.actions import attachments, message_rules, send_sql
from chat.actions.inquiry_limits import UnansweredInquiries
from chat.delivery import publish
from chat.errors import ChatError, Forbidden, Invalid, conversation_not_found
from chat.models import Conversation, Message


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `files` are the ids of uploads of theirs that wait in the
    conversation, `reply_to` is that of a message in it."""

    sender: models.Model
    conversation: int
    nonce: UUID
    body: str
    files: tuple[UUID, ...] = ()
    reply_to: int | None = None

    @property
    def key(self) -> tuple[int, UUID]:
        """By this it is known again, however often it comes."""
        return self.sender.pk, self.nonce

    @property
    def place(self) -> tuple[int, int]:
        return self.sender.pk, self.conversation

    def check(self):
        """Raises what can be said against it before anybody looks at the database."""
        message_rules.check_body(self.body, has_files=bool(self.files))
        if self.conversation > models.BigIntegerField.MAX_BIGINT:
            raise conversation_not_found()


def send(user, conversation_id: int, nonce, body: str, files=(), reply_to=None) -> Message:
    """Store a message once, however often it comes, and return it as stored."""
    draft = Draft(user, conversation_id, nonce, body, tuple(files), reply_to)
    [outcome] = send_all([draft])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def send_all(drafts: list[Draft]) -> list[Message | ChatError | DatabaseError]:
    """Store many in one transaction, in their order. What became of each: the message as stored,
    or why it is not; none harms another. Raises DatabaseError when the database is away."""
    try:
        return _store(drafts)
    except (IntegrityError, DataError):
        # One of them is in the way of all, say by a nonce that another process has stored just
        # now. By itself each gets what it deserves, and that one finds its message stored.
        return [_store_alone(draft) for draft in drafts]


def _store(drafts) -> list[Message | ChatError]:
    outcomes: dict[Draft, Message | ChatError] = {}
    sound = []
    for draft in drafts:
        try:
            draft.check()
            sound.append(draft)
        except ChatError as refusal:
            outcomes[draft] = refusal
    # Whoever comes back after a break sends everything again that was not acked: that must not
    # queue for the locks, or the crowd that returns keeps out what is new.
    stored = _stored(sound)
    fresh = []
    for draft in sound:
        if draft.key in stored:
            continue
        try:
            rate_limits.take_daily(draft.sender.pk, draft.conversation)
            fresh.append(draft)
        except ChatError as refusal:
            outcomes[draft] = refusal
    if fresh:
        linked = listing_previews.linked_listings(draft.body for draft in fresh)
        with transaction.atomic():
            stored |= _insert(fresh, linked)
    return [outcomes.get(draft) or stored[draft.key] for draft in drafts]


def _store_alone(draft) -> Message | ChatError | DatabaseError:
    try:
        return _store([draft])[0]
    except IntegrityError:
        # Between the look and the insert another process may have stored this one as well.
        return _stored([draft]).get(draft.key) or Invalid("This nonce is another message's.")
    except DatabaseError as error:
        return error


def _stored(drafts) -> dict[tuple, Message]:
    """Those of the drafts that are messages already, by their keys."""
    senders, nonces = {draft.sender.pk for draft in drafts}, [draft.nonce for draft in drafts]
    # Mostly there is none, and to ask for all that a frame carries takes ten times as long.
    if not (keys := send_sql.stored(senders, nonces)):
        return {}
    messages = Message.objects.for_frames().filter(pk__in=keys)
    # Not for who is no longer in it: it would show what became of the message since.
    messages = messages.filter(conversation__participations__user=F("sender"))
    return {(message.sender_id, message.nonce): message for message in messages}


def _insert(drafts, linked) -> dict[tuple, Message | ChatError]:
    places = send_sql.hold({draft.place for draft in drafts})
    unanswered = UnansweredInquiries({place.conversation for place in places.values()})
    outcomes: dict[tuple, Message | ChatError] = {}
    taken: set[UUID] = set()
    for draft in drafts:
        if isinstance(outcomes.get(draft.key), Message):
            continue
        try:
            outcomes[draft.key] = _next(draft, places.get(draft.place), taken, unanswered)
        except ChatError as refusal:
            outcomes[draft.key] = refusal
    messages = [outcome for outcome in outcomes.values() if isinstance(outcome, Message)]
    # A nonce that was refused at first and came again stands where it was refused.
    messages.sort(key=attrgetter("seq"))
    for message in messages:
        message.listing = linked.get(message.body)
    if messages:
        _write(messages, places, unanswered)
    if refused := [draft for draft in drafts if isinstance(outcomes[draft.key], Forbidden)]:
        # While this waited for the lock, another process may have stored one of them, as the last
        # that was allowed.
        outcomes |= _stored(refused)
    return outcomes


def _write(messages, places, unanswered):
    Message.objects.bulk_create(messages)
    attachments.hand_over(messages)
    said = _by_conversation(messages)
    _note_answers(said, unanswered)
    send_sql.count_on({conversation.pk: len(new) for conversation, new in said.items()})
    # Who writes has read what stands above.
    send_sql.have_read(
        {places[message.sender_id, message.conversation_id].pk: message.seq for message in messages}
    )
    publish.changes(said)


def _note_answers(conversations: Iterable[Conversation], unanswered: UnansweredInquiries):
    answered = [each for each in conversations if unanswered.is_answered(each.pk)]
    if answered:
        send_sql.set_answered([each.pk for each in answered])
    for conversation in answered:
        conversation.participants_version += 1


def _next(draft, place, taken: set[UUID], unanswered: UnansweredInquiries) -> Message:
    """The message that the draft becomes: the conversation's next. Raises a ChatError before it
    counts; `taken` are the uploads that others of this transaction take."""
    if place is None:
        raise conversation_not_found()
    conversation = place.conversation
    unanswered.check(draft.sender, conversation.pk)
    files = attachments.hold(draft, taken) if draft.files else []
    quoted = _quoted(conversation, draft.reply_to) if draft.reply_to is not None else None
    unanswered.add(draft.sender, conversation.pk)
    conversation.seq += 1
    conversation.version += 1
    message = Message(
        conversation=conversation,
        sender=draft.sender,
        seq=conversation.seq,
        version=conversation.version,
        nonce=draft.nonce,
        body=draft.body,
        reply_to=quoted,
    )
    message.files = files
    taken.update(draft.files)
    return message


def _quoted(conversation, message_id: int) -> Message:
    """What is replied to. One may reply to what was deleted: that happens while one writes."""
    quoted = Message.objects.for_frames().filter(conversation=conversation, pk=message_id).first()
    if quoted is None:
        raise Invalid("The message that you reply to isn't in this conversation.")
    return quoted


def _by_conversation(messages) -> dict[Conversation, list[Message]]:
    said: dict[Conversation, list[Message]] = {}
    for message in messages:
        said.setdefault(message.conversation, []).append(message)
    return said
