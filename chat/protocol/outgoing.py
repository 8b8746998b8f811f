"""What a client is sent, as types."""

import uuid
from typing import Literal

import msgspec

from chat.errors import ChatError
from chat.protocol.incoming import nonce_of
from chat.protocol.message import MessageBody, body_of

_encoder = msgspec.json.Encoder()


class Outgoing(msgspec.Struct, tag_field="type"):
    def text(self) -> str:
        return _encoder.encode(self).decode()


class Place(msgspec.Struct):
    """How far a conversation is, how far the person has read it, and by which number a page knows
    that its name or its people are old."""

    seq: int
    read: int
    participants_version: int = msgspec.field(name="roster")
    muted: bool


class Ready(Outgoing, tag="ready"):
    user: int
    versions: dict[int, int]
    conversations: dict[int, Place]
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


class Presence(Outgoing, tag="presence"):
    user: int
    online: bool


class ConversationFrame(Outgoing, tag="conversation"):
    """You were `invited` to it, added to it or removed from it (`member`), have `muted` it, or its
    `name` or `people` are others now."""

    conversation: dict


class Pong(Outgoing, tag="pong"):
    pass


class ErrorFrame(Outgoing, tag="error"):
    code: Literal["invalid", "forbidden", "not_found", "too_long", "rate_limited", "unavailable"]
    detail: str
    nonce: str | None = None
    retry_after: int | msgspec.UnsetType = msgspec.UNSET  # seconds, where waiting helps


def refusal(error: ChatError, text: str | None) -> ErrorFrame:
    """The error frame for `text`, with its nonce where it has one."""
    retry_after = msgspec.UNSET if error.retry_after is None else error.retry_after
    return ErrorFrame(error.code, error.detail, nonce_of(text), retry_after)


def frame_of(message) -> str:
    """The `message` frame of a stored message, fetched `for_frames`, encoded."""
    return MessageFrame(message.conversation_id, body_of(message)).text()
