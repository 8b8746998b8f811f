"""The frames that clients receive."""

import uuid
from typing import Any

import msgspec

from chat.errors import ChatError, Code
from chat.models import Message
from chat.protocol.incoming import nonce_of
from chat.protocol.message import MessageBody, body_of

_encoder = msgspec.json.Encoder()


class Outgoing(msgspec.Struct, tag_field="type"):
    def text(self) -> str:
        return _encoder.encode(self).decode()


class ConversationState(msgspec.Struct):
    """A conversation's counters, and how far the user has read it. A page whose
    `participants_version` is lower has an outdated name or participants."""

    seq: int
    read: int
    # Open pages of earlier releases read it by this name.
    participants_version: int = msgspec.field(name="roster")
    muted: bool


class Ready(Outgoing, tag="ready"):
    user: int
    versions: dict[int, int]
    conversations: dict[int, ConversationState]
    online: list[int]
    alerts: int


class Resumed(Outgoing, tag="resumed"):
    pass


class Ack(Outgoing, tag="ack"):
    nonce: uuid.UUID
    conversation: int
    message: MessageBody


class MessageFrame(Outgoing, tag="message"):
    conversation: int
    message: MessageBody


class ReadFrame(Outgoing, tag="read"):
    conversation: int
    user: int
    seq: int


class TypingFrame(Outgoing, tag="typing"):
    conversation: int
    user: int


class PresenceFrame(Outgoing, tag="presence"):
    user: int
    online: bool


class ConversationFrame(Outgoing, tag="conversation"):
    """The user was `invited`, added or removed (`member`) or has `muted` it, or its `name` or
    `people` changed."""

    conversation: dict[str, Any]


class Pong(Outgoing, tag="pong"):
    pass


class ErrorFrame(Outgoing, tag="error"):
    code: Code
    detail: str
    nonce: str | None = None
    retry_after: int | msgspec.UnsetType = msgspec.UNSET  # seconds, where waiting helps


def error_frame(error: ChatError, text: str | None) -> ErrorFrame:
    """The answer to the frame `text`, with its nonce if it has one."""
    retry_after = msgspec.UNSET if error.retry_after is None else error.retry_after
    return ErrorFrame(error.code, error.detail, nonce_of(text), retry_after)


def message_frame(message: Message) -> str:
    """The encoded `message` frame of a stored message that was fetched `for_frames`."""
    return MessageFrame(message.conversation_id, body_of(message)).text()
