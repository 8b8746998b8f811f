"""Where conversations stand, and what has changed in them: all that delivery reads. Sync, for the
chat's threads."""

from dataclasses import dataclass

from chat import wire
from chat.messaging import changed_after
from chat.models import Conversation, Participant


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation's counters, and how far one person has read it."""

    id: int
    name: str
    seq: int
    version: int
    roster: int
    read: int

    def described(self) -> dict:
        return {
            "id": self.id,
            "name": self.name,
            "member": True,
            "seq": self.seq,
            "version": self.version,
            "read": self.read,
        }


def of_person(user: int, conversation: int | None = None) -> dict[int, Head]:
    """The heads of all conversations that a person is in, or of the one that is named."""
    places = Participant.objects.filter(user_id=user)
    if conversation is not None:
        places = places.filter(conversation_id=conversation)
    columns = ["id", "name", "seq", "version", "roster"]
    rows = places.values_list(*(f"conversation__{column}" for column in columns), "read_seq")
    return {row[0]: Head(*row) for row in rows}


def of_people(people: list[int]) -> list[tuple[int, int, int, int]]:
    """(person, conversation, roster, version) of every place that these people have, in a query."""
    places = Participant.objects.filter(user_id__in=people)
    columns = ("user_id", "conversation_id", "conversation__roster", "conversation__version")
    return list(places.values_list(*columns))


def members(conversation: int) -> tuple[int, set[int]]:
    """(roster, who is in it). The number is read first: it may be older than the people, which
    costs a second look, but never newer, which would hide one who left."""
    roster = Conversation.objects.values_list("roster", flat=True).get(pk=conversation)
    people = Participant.objects.filter(conversation_id=conversation)
    return roster, set(people.values_list("user_id", flat=True))


def changes(conversation: int, version: int) -> list[tuple[int, str]]:
    """Some of the changes after `version` as (version, frame), oldest first."""
    return [
        (message.version, wire.frame_of(message))
        for message in changed_after(conversation, version)
    ]


def changes_for(user: int, conversation: int, version: int) -> list[tuple[int, str]]:
    """The same for one person: nothing, when they aren't in it."""
    if not Participant.objects.filter(user_id=user, conversation_id=conversation).exists():
        return []
    return changes(conversation, version)
