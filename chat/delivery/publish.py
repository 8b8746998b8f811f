"""Tells who is in a conversation what has happened. The database is the truth; whoever misses a
call reads what they lack."""

from chat.models import Conversation, Message
from chat.protocol import outgoing
from realtime import pubsub, user_events


def to_conversation(
    conversation: int, participants_version: int, texts: list[str], *, version=None
):
    """Once committed, bring frames to everyone in a conversation: those of changes up to
    `version`, one each, or others."""
    pubsub.publish_on_commit(call_of(conversation, participants_version, texts, version=version))


def changes(changed: dict[Conversation, list[Message]]):
    """Once committed, tell everyone in each conversation of its changes, the oldest first."""
    news = []
    for conversation, messages in changed.items():
        texts = [outgoing.message_frame(message) for message in messages]
        place = conversation.pk, conversation.participants_version
        news.append(call_of(*place, texts, version=messages[-1].version))
    pubsub.publish_on_commit(*news)


def to_person(user: int, *, joined: int | None = None, text: str | None = None):
    """Once committed, bring the frame `text` to a person's sockets, or have them join a
    conversation."""
    pubsub.publish_on_commit(user_events.event_for(user, joined=joined, text=text))


def now_to_conversation(conversation: int, participants_version: int, text: str, *, but: int):
    """Bring a frame that nobody stores to all but the user `but`. From the loop."""
    pubsub.publish(call_of(conversation, participants_version, [text], but=but))


def call_of(
    conversation: int, participants_version: int, texts: list[str], *, version=None, but=None
) -> dict:
    """What is told of a conversation; without a text, only where it stands."""
    return {
        "conversation": conversation,
        "roster": participants_version,
        "version": version,
        "texts": texts,
        "but": but,
    }
