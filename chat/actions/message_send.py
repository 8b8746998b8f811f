"""Stores new messages: many drafts in one short transaction that locks their conversations, raises
the counters and inserts; once it is committed, the messages are published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction
from django.db import Error as DatabaseError
from django.db.models import F

from accounts.models import User
from chat import listing_previews, rate_limits
from chat.actions import attachments, message_rules, send_sql
from chat.actions.inquiry_limits import UnansweredInquiries
from chat.actions.send_sql import ParticipantKey
from chat.delivery import publish
from chat.errors import ChatError, Forbidden, Invalid, conversation_not_found
from chat.models import Conversation, Message, Participant
from listings.models import Listing
from realtime.batcher import Batcher

# (sender id, nonce). As in a message, the type has None for a deleted account.
DraftKey = tuple[int | None, UUID]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to store. `files` are ids of the sender's unsent uploads in the conversation,
    `reply_to` is the id of a message in it."""

    sender: User
    conversation: int
    nonce: UUID
    body: str
    files: tuple[UUID, ...] = ()
    reply_to: int | None = None

    @property
    def key(self) -> DraftKey:
        """Identifies the message, so that duplicates are recognized."""
        return self.sender.pk, self.nonce

    @property
    def participant_key(self) -> ParticipantKey:
        return self.sender.pk, self.conversation

    def check(self) -> None:
        """Raises the ChatErrors that can be found without a query."""
        message_rules.check_body(self.body, has_files=bool(self.files))
        if self.conversation > models.BigIntegerField.MAX_BIGINT:
            raise conversation_not_found()


def send(
    user: User,
    conversation_id: int,
    nonce: UUID,
    body: str,
    files: Iterable[UUID] = (),
    reply_to: int | None = None,
) -> Message:
    """Store a message and return it as stored. A duplicate, which has the same nonce, returns the
    message that is stored already. Raises a ChatError."""
    draft = Draft(user, conversation_id, nonce, body, tuple(files), reply_to)
    [outcome] = send_all([draft])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def send_all(drafts: list[Draft]) -> Sequence[Message | ChatError | DatabaseError]:
    """Store drafts in one transaction, in their order. Returns for each draft the message as stored
    or its error. Raises DatabaseError if the database can't be reached."""
    try:
        return _store(drafts)
    except (IntegrityError, DataError):
        # One draft makes the transaction fail, for example because another process has just stored
        # its nonce. Stored alone, each has its own outcome, and that one finds its message.
        return [_store_alone(draft) for draft in drafts]


# Called on the event loop with a draft, stores it together with others (group commit); those in one
# conversation in the order of the calls. Await the result for the message, or the draft's error.
send_batched: Batcher[Draft, Message] = Batcher(send_all, key=attrgetter("conversation"))


def _store(drafts: list[Draft]) -> list[Message | ChatError]:
    outcomes: dict[Draft, Message | ChatError] = {}
    valid = []
    for draft in drafts:
        try:
            draft.check()
            valid.append(draft)
        except ChatError as error:
            outcomes[draft] = error
    # After an outage, every client sends again what was not acked. These duplicates must not wait
    # for the locks and delay new messages.
    stored: dict[DraftKey, Message | ChatError] = {**_find_stored(valid)}
    new = []
    for draft in valid:
        if draft.key in stored:
            continue
        try:
            rate_limits.take_daily(draft.sender.pk, draft.conversation)
            new.append(draft)
        except ChatError as error:
            outcomes[draft] = error
    if new:
        linked = listing_previews.linked_listings(draft.body for draft in new)
        with transaction.atomic():
            stored |= _store_new(new, linked)
    return [outcomes.get(draft) or stored[draft.key] for draft in drafts]


def _store_alone(draft: Draft) -> Message | ChatError | DatabaseError:
    try:
        return _store([draft])[0]
    except IntegrityError:
        # Another process may have stored it, too, since `_find_stored`.
        found = _find_stored([draft]).get(draft.key)
        return found or Invalid("This nonce belongs to another message.")
    except DatabaseError as error:
        return error


def _find_stored(drafts: list[Draft]) -> dict[DraftKey, Message]:
    """The messages of those drafts that are stored already."""
    senders, nonces = {draft.sender.pk for draft in drafts}, [draft.nonce for draft in drafts]
    # Usually there are none, and the query for whole frames takes ten times as long.
    if not (keys := send_sql.find_messages(senders, nonces)):
        return {}
    messages = Message.objects.for_frames().filter(pk__in=keys)
    # A sender who has left must not learn how the message changed since.
    messages = messages.filter(conversation__participations__user=F("sender"))
    return {(message.sender_id, message.nonce): message for message in messages}


def _store_new(
    drafts: list[Draft], linked: dict[str, Listing]
) -> dict[DraftKey, Message | ChatError]:
    participants = send_sql.lock_participants({draft.participant_key for draft in drafts})
    unanswered = UnansweredInquiries({row.conversation for row in participants.values()})
    outcomes: dict[DraftKey, Message | ChatError] = {}
    used_files: set[UUID] = set()
    for draft in drafts:
        if isinstance(outcomes.get(draft.key), Message):
            continue
        participant = participants.get(draft.participant_key)
        try:
            outcomes[draft.key] = _build_message(draft, participant, used_files, unanswered)
        except ChatError as error:
            outcomes[draft.key] = error
    messages = [outcome for outcome in outcomes.values() if isinstance(outcome, Message)]
    # A nonce that was refused at first and accepted later keeps its earlier position in `outcomes`.
    messages.sort(key=attrgetter("seq"))
    for message in messages:
        message.listing = linked.get(message.body)
    if messages:
        _save(messages, participants, unanswered)
    if refused := [draft for draft in drafts if isinstance(outcomes[draft.key], Forbidden)]:
        # While this transaction waited for the locks, another process may have stored one of them
        # as the last message that the limit allows.
        outcomes |= _find_stored(refused)
    return outcomes


def _build_message(
    draft: Draft,
    participant: Participant | None,
    used_files: set[UUID],
    unanswered: UnansweredInquiries,
) -> Message:
    """The unsaved message with the conversation's next `seq`. Raises a ChatError before it changes
    a counter. `used_files` are the uploads that other drafts of the transaction use."""
    if participant is None:
        raise conversation_not_found()
    conversation = participant.conversation
    unanswered.check(draft.sender, conversation.pk)
    files = (
        attachments.lock_uploads(draft.sender, conversation.pk, draft.files, used_files)
        if draft.files
        else []
    )
    quoted = _get_quoted(conversation, draft.reply_to) if draft.reply_to is not None else None
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
    used_files.update(draft.files)
    return message


def _get_quoted(conversation: Conversation, message_id: int) -> Message:
    """The message that is replied to. It may have been deleted meanwhile. Raises Invalid."""
    quoted = Message.objects.for_frames().filter(conversation=conversation, pk=message_id).first()
    if quoted is None:
        raise Invalid("The message that you reply to isn’t in this conversation.")
    return quoted


def _save(
    messages: list[Message],
    participants: dict[ParticipantKey, Participant],
    unanswered: UnansweredInquiries,
) -> None:
    Message.objects.bulk_create(messages)
    attachments.assign_to_messages(messages)
    by_conversation = _by_conversation(messages)
    _set_answered(by_conversation, unanswered)
    send_sql.advance_counters(
        {conversation.pk: len(new) for conversation, new in by_conversation.items()}
    )
    # Sending a message marks everything before it as read.
    send_sql.set_read_seq(
        {
            participants[message.sender_id, message.conversation_id].pk: message.seq
            for message in messages
        }
    )
    publish.messages(by_conversation)


def _set_answered(conversations: Iterable[Conversation], unanswered: UnansweredInquiries) -> None:
    answered = [each for each in conversations if unanswered.is_answered(each.pk)]
    if answered:
        send_sql.set_answered([each.pk for each in answered])
    for conversation in answered:
        conversation.participants_version += 1


def _by_conversation(messages: list[Message]) -> dict[Conversation, list[Message]]:
    grouped: dict[Conversation, list[Message]] = {}
    for message in messages:
        grouped.setdefault(message.conversation, []).append(message)
    return grouped
