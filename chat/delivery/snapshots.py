"""The queries of delivery: the state of conversations, and changes after a version. Synchronous,
for the database executor."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from chat.models import Conversation, Message, Participant
from chat.protocol import outgoing
from realtime.event_log import Change


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation's counters, and how far one user has read it."""

    id: int
    name: str
    seq: int
    version: int
    participants_version: int
    read: int
    muted: bool
    answered: bool

    @property
    def shares_activity(self) -> bool:
        """As `Conversation.shares_activity`."""
        return self.answered or self.name != ""

    def state(self) -> outgoing.ConversationState:
        return outgoing.ConversationState(
            self.seq, self.read, self.participants_version, self.muted
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "member": True,
            "seq": self.seq,
            "version": self.version,
            "roster": self.participants_version,
            "read": self.read,
            "muted": self.muted,
        }


FIELDS = [
    *(f"conversation__{field}" for field in ("id", "name", "seq", "version")),
    "conversation__participants_version",
    "read_seq",
    "muted",
    "conversation__answered",
]


def all_of_users(users: list[int]) -> dict[int, dict[int, Snapshot]]:
    """For each of these users, the snapshots of all their conversations, by conversation id."""
    snapshots: dict[int, dict[int, Snapshot]] = {user: {} for user in users}
    rows = Participant.objects.filter(user_id__in=users).values_list("user_id", *FIELDS)
    for user, *values in rows:
        snapshots[user][values[0]] = Snapshot(*values)
    return snapshots


def of_conversation(user: int, conversation: int) -> Snapshot | None:
    """The snapshot of a conversation for a participant; None for anyone else."""
    rows = Participant.objects.filter(user_id=user, conversation_id=conversation)
    row = rows.values_list(*FIELDS).first()
    return Snapshot(*row) if row else None


def versions_of_users(users: list[int]) -> list[tuple[int, int, int, int]]:
    """(user, conversation, participants_version, version) for all conversations of these users, in
    one query."""
    rows = Participant.objects.filter(user_id__in=users)
    return list(
        rows.values_list(
            "user_id",
            "conversation_id",
            "conversation__participants_version",
            "conversation__version",
        )
    )


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """A conversation's name and its participants, in the order of joining."""

    id: int
    name: str
    participants_version: int
    people: list[dict[str, Any]]
    shares_activity: bool

    def __contains__(self, user: int) -> bool:
        return any(person["id"] == user for person in self.people)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "roster": self.participants_version,
            "people": self.people,
        }


def participant_list(conversation: int) -> ParticipantList:
    """Empty if the conversation is deleted. The version is read before the participants: one that
    is too old only causes another reload, but one that is too new would hide a removal."""
    fields = ("name", "participants_version", "answered")
    found = Conversation.objects.filter(pk=conversation).only(*fields).first() or Conversation()
    rows = Participant.objects.filter(conversation_id=conversation).longest_first()
    return ParticipantList(
        conversation,
        found.name,
        found.participants_version,
        [_person(row.user) for row in rows.select_related("user")],
        found.shares_activity,
    )


def _person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "public_id": str(user.public_id), "name": str(user)}


def changes_after(conversation: int, version: int) -> tuple[list[Change], set[int]]:
    """Some of the changes after `version`, oldest first, and the participants. These are read last:
    a user who left before one of the changes was written isn't among them."""
    messages = Message.objects.changed_after(conversation, version)
    changes = [Change(message.version, outgoing.message_frame(message)) for message in messages]
    rows = Participant.objects.filter(conversation_id=conversation)
    return changes, set(rows.values_list("user_id", flat=True))
