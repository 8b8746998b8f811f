"""The only place that writes messages. Each change is one short transaction: it locks the
conversation, counts on, writes, commits, and then tells everyone."""

from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction
from django.db import Error as DatabaseError
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from chat import broadcast, cards
from chat.errors import ChatError, Forbidden, Invalid, NotFound
from chat.models import Conversation, Message, Participant
from chat.wire import outgoing
from chat.writing import rules, uploads

KINDS_OF_REACTION = 20


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
        rules.check_body(self.body, has_files=bool(self.files))
        if self.conversation > models.BigIntegerField.MAX_BIGINT:
            raise _no_conversation()


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


def edit(user, conversation_id: int, message_id: int, body: str) -> Message:
    rules.check_body(body, has_files=True)  # whether it has any shows under the lock
    linked = cards.linked_in([body])
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        rules.check_body(body, has_files=bool(message.files))
        if message.body != body:
            message.revisions.create(body=message.body)
            message.body, message.edited_at = body, timezone.now()
            message.listing = linked.get(body)
            _change(conversation, message, "body", "edited_at", "listing")
    return message


def delete(user, conversation_id: int, message_id: int) -> Message:
    """Leave a tombstone: its place stays; the words, the card and reactions are gone for all but
    moderators, and the files for everyone."""
    with transaction.atomic():
        conversation, message = _lock_own(user, conversation_id, message_id)
        message.revisions.create(body=message.body)
        message.body, message.reactions, message.deleted_at = "", {}, timezone.now()
        message.listing = None
        if message.files:
            message.attachments.all().delete()
        _change(conversation, message, "body", "reactions", "deleted_at", "listing")
    return message


def react(user, conversation_id: int, message_id: int, emoji: str, on: bool) -> Message:
    rules.check_emoji(emoji)
    with transaction.atomic():
        conversation = _lock_place(user, conversation_id).conversation
        message = _message(conversation, message_id)
        if _set_reaction(message.reactions, emoji, user.pk, on):
            _change(conversation, message, "reactions")
    return message


def mark_read(user, conversation_id: int, seq: int) -> int:
    """Note how far the person has read; it never goes back. Returns where it stands."""
    conversation = Conversation.objects.of(user).filter(pk=conversation_id).first()
    if conversation is None:
        raise _no_conversation()
    seq = max(0, min(seq, conversation.seq))
    place = Participant.objects.filter(conversation=conversation, user=user)
    if place.filter(read_seq__lt=seq).update(read_seq=seq):
        frame = outgoing.ReadFrame(conversation.pk, user.pk, seq)
        broadcast.to_conversation(conversation.pk, conversation.roster, [frame.text()])
    return seq


def changed_after(conversation_id: int, version: int, most: int = 200, *, of=None):
    """The messages of a conversation that changed after `version`, oldest change first; those that
    the user `of` may read, where one is given."""
    readable = Message.objects.all() if of is None else Message.objects.of(of)
    changed = readable.for_wire().filter(conversation_id=conversation_id, version__gt=version)
    return list(changed.order_by("version")[:most])


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
    if fresh := [draft for draft in sound if draft.key not in stored]:
        linked = cards.linked_in(draft.body for draft in fresh)
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
    senders, nonces = {draft.sender.pk for draft in drafts}, {draft.nonce for draft in drafts}
    messages = Message.objects.for_wire().filter(sender__in=senders, nonce__in=nonces)
    # Not for who is no longer in it: it would show what became of the message since.
    messages = messages.filter(conversation__participations__user=F("sender"))
    return {(message.sender_id, message.nonce): message for message in messages}


def _insert(drafts, linked) -> dict[tuple, Message | ChatError]:
    places = Participant.objects.hold_all({draft.place for draft in drafts})
    outcomes: dict[tuple, Message | ChatError] = {}
    taken: set[UUID] = set()
    for draft in drafts:
        if isinstance(outcomes.get(draft.key), Message):
            continue
        try:
            outcomes[draft.key] = _next(draft, places.get(draft.place), taken)
        except ChatError as refusal:
            outcomes[draft.key] = refusal
    messages = [outcome for outcome in outcomes.values() if isinstance(outcome, Message)]
    # A nonce that was refused at first and came again stands where it was refused.
    messages.sort(key=attrgetter("seq"))
    for message in messages:
        message.listing = linked.get(message.body)
    Message.objects.bulk_create(messages)
    if taken:
        uploads.hand_over(messages)
    said = _by_conversation(messages)
    _count_on(said)
    Participant.objects.filter(
        pk__in=[places[message.sender_id, message.conversation_id].pk for message in messages]
    ).have_read_their_own()
    _tell(said)
    return outcomes


def _next(draft, place, taken: set[UUID]) -> Message:
    """The message that the draft becomes: the conversation's next. Raises a ChatError before it
    counts; `taken` are the uploads that others of this transaction take."""
    if place is None:
        raise _no_conversation()
    conversation = place.conversation
    files = uploads.hold(draft, taken) if draft.files else []
    quoted = _quoted(conversation, draft.reply_to) if draft.reply_to is not None else None
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
    quoted = Message.objects.for_wire().filter(conversation=conversation, pk=message_id).first()
    if quoted is None:
        raise Invalid("The message that you reply to isn't in this conversation.")
    return quoted


def _by_conversation(messages) -> dict[Conversation, list[Message]]:
    said: dict[Conversation, list[Message]] = {}
    for message in messages:
        said.setdefault(message.conversation, []).append(message)
    return said


def _count_on(said):
    """Write the conversations' counters: an update for all that rise by the same."""
    rises: dict[int, list[int]] = {}
    for conversation, new in said.items():
        rises.setdefault(len(new), []).append(conversation.pk)
    for rise, keys in rises.items():
        Conversation.objects.filter(pk__in=keys).update(
            seq=F("seq") + rise, version=F("version") + rise, active_at=Now()
        )


def _lock_place(user, conversation_id: int) -> Participant:
    place = Participant.objects.hold(user, conversation_id)
    if place is None:
        raise _no_conversation()
    return place


def _no_conversation() -> NotFound:
    return NotFound("There is no such conversation.")


def _message(conversation, message_id: int) -> Message:
    message = Message.objects.for_wire().filter(conversation=conversation, pk=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    if message.deleted_at:
        raise Invalid("This message was deleted.")
    return message


def _lock_own(user, conversation_id, message_id):
    conversation = _lock_place(user, conversation_id).conversation
    message = _message(conversation, message_id)
    if message.sender_id != user.pk:
        raise Forbidden("Only who wrote a message may change it.")
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
    if emoji not in reactions and len(reactions) >= KINDS_OF_REACTION:
        raise Invalid(f"A message takes {KINDS_OF_REACTION} kinds of reaction.")
    reactions.setdefault(emoji, []).append(user)
    return True


def _change(conversation, message, *fields):
    """Raise the version, write it on the message, and tell everyone once it is committed."""
    conversation.version += 1
    conversation.save(update_fields=["version"])
    message.version = conversation.version
    message.save(update_fields=["version", *fields])
    _tell({conversation: [message]})


def _tell(changes: dict[Conversation, list[Message]]):
    """Tell everyone in each conversation of its changes, which follow each other."""
    news = []
    for conversation, messages in changes.items():
        texts = [outgoing.frame_of(message) for message in messages]
        place = conversation.pk, conversation.roster
        news.append(broadcast.call_of(*place, texts, version=messages[-1].version))
    broadcast.to_conversations(news)
