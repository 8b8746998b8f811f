"""Publishes frames to a conversation or to a user. Events may be lost: the database is the truth,
and receivers that notice a gap load what they missed."""

from chat.models import Conversation, Message
from chat.protocol import outgoing
from realtime import pubsub, user_events
from realtime.channel_layer import Event


def to_conversation(conversation: int, participants_version: int, texts: list[str]) -> None:
    """Once committed, send frames to all participants. Without frames, processes only compare
    their `participants_version`."""
    pubsub.publish_on_commit(event_for(conversation, participants_version, texts))


def messages(changed: dict[Conversation, list[Message]]) -> None:
    """Once committed, send new and changed messages to all participants of their conversations,
    each conversation's by rising version."""
    pubsub.publish_on_commit(
        *(
            event_for(
                conversation.pk,
                conversation.participants_version,
                [outgoing.message_frame(message) for message in changes],
                version=changes[-1].version,
            )
            for conversation, changes in changed.items()
        )
    )


def to_user(user: int, *, joined: int | None = None, text: str | None = None) -> None:
    """Once committed, send the frame `text` to a user's sockets, or have them join a
    conversation."""
    pubsub.publish_on_commit(user_events.event_for(user, joined=joined, text=text))


def to_conversation_now(
    conversation: int, participants_version: int, text: str, *, except_user: int
) -> None:
    """Send a frame that isn't stored to all other participants. Call it on the event loop."""
    pubsub.broker().publish(
        event_for(conversation, participants_version, [text], except_user=except_user)
    )


def topic_of(conversation: int) -> str:
    return f"conversation.{conversation}"


def event_for(
    conversation: int,
    participants_version: int,
    texts: list[str],
    *,
    version: int | None = None,
    except_user: int | None = None,
) -> Event:
    """An event for the processes. With a `version`, the texts are the frames of the changes up to
    it, one each."""
    return {
        "topic": topic_of(conversation),
        "participants_version": participants_version,
        "version": version,
        "texts": texts,
        "except_user": except_user,
    }
