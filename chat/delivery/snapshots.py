"""Where conversations stand, and what has changed in them: all that delivery reads. Sync, for the
chat's threads."""

from dataclasses import dataclass

from chat.models import Conversation, Message, Participant
from chat.protocol import outgoing


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation's counters, and how far one person has read it."""

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

    def place(self) -> outgoing.ConversationState:
        return outgoing.ConversationState(
            self.seq, self.read, self.participants_version, self.muted
        )

    def described(self) -> dict:
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


HEAD = [
    *(f"conversation__{field}" for field in ("id", "name", "seq", "version")),
    "conversation__participants_version",
    "read_seq",
    "muted",
    "conversation__answered",
]


def of_each(people: list[int]) -> dict[int, dict[int, Head]]:
    """For each of these people, the heads of all conversations that they are in, by its id."""
    state: dict[int, dict[int, Head]] = {person: {} for person in people}
    places = Participant.objects.filter(user_id__in=people)
    for person, *head in places.values_list("user_id", *HEAD):
        state[person][head[0]] = Head(*head)
    return state


def of_place(user: int, conversation: int) -> Head | None:
    """The head of a conversation, for someone who is in it."""
    places = Participant.objects.filter(user_id=user, conversation_id=conversation)
    row = places.values_list(*HEAD).first()
    return Head(*row) if row else None


def of_people(people: list[int]) -> list[tuple[int, int, int, int]]:
    """(person, conversation, participants_version, version) of every place that these people have,
    in one query."""
    places = Participant.objects.filter(user_id__in=people)
    columns = (
        "user_id",
        "conversation_id",
        "conversation__participants_version",
        "conversation__version",
    )
    return list(places.values_list(*columns))


@dataclass(frozen=True, slots=True)
class Circle:
    """What a conversation is called, and who is in it, the longest first."""

    id: int
    name: str
    participants_version: int
    people: list[dict]
    shares_activity: bool

    def __contains__(self, user: int) -> bool:
        return any(person["id"] == user for person in self.people)

    def described(self) -> dict:
        return {
            "id": self.id,
            "name": self.name,
            "roster": self.participants_version,
            "people": self.people,
        }


def circle(conversation: int) -> Circle:
    """Nobody is in one that is deleted. The number is read first: it may be older than the people,
    which costs a second look, but never newer, which would hide one who left."""
    found = (
        Conversation.objects.filter(pk=conversation)
        .only("name", "participants_version", "answered")
        .first()
    )
    found = found or Conversation()
    places = Participant.objects.filter(conversation_id=conversation).longest_first()
    people = [
        {
            "id": place.user_id,
            "public_id": str(place.user.public_id),
            "name": str(place.user),
        }
        for place in places.select_related("user")
    ]
    return Circle(
        conversation, found.name, found.participants_version, people, found.shares_activity
    )


def changes(conversation: int, version: int) -> tuple[list[tuple[int, str]], set[int]]:
    """Some of the changes after `version` as (version, frame), oldest first, and who is in it. The
    people are read last: who left before one of the changes was written isn't among them."""
    return _frames(Message.objects.changed_after(conversation, version)), _people_in(conversation)


def changes_for(user: int, conversation: int, version: int) -> list[tuple[int, str]]:
    """The same changes for one person: nothing, when they aren't in it."""
    return _frames(Message.objects.readable_by(user).changed_after(conversation, version))


def _frames(messages) -> list[tuple[int, str]]:
    return [(message.version, outgoing.message_frame(message)) for message in messages]


def _people_in(conversation: int) -> set[int]:
    people = Participant.objects.filter(conversation_id=conversation)
    return set(people.values_list("user_id", flat=True))
