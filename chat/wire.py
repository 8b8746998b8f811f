"""The frames of the socket, as types: what comes in is parsed here, what goes out is built here."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chat.cards import Card, card_of
from chat.errors import ChatError, Invalid, TooLong
from chat.models import Attachment
from listings.watching.wire import MOST_WATCHED

# The longest frame that means anything is a body of 4,000 characters, each escaped to 12 bytes.
LONGEST_FRAME = 64 * 1024
LONGEST_QUOTE = 200


Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class Incoming(msgspec.Struct, tag_field="type", forbid_unknown_fields=False):
    pass


class Resume(Incoming, tag="resume"):
    versions: dict[Number, Number]


class Send(Incoming, tag="send"):
    conversation: Number
    nonce: uuid.UUID
    body: str
    attachments: Annotated[list[uuid.UUID], msgspec.Meta(max_length=Attachment.MOST)] = []
    reply_to: Number | None = None


class Edit(Incoming, tag="edit"):
    conversation: Number
    message: Number
    body: str


class Delete(Incoming, tag="delete"):
    conversation: Number
    message: Number


class React(Incoming, tag="react"):
    conversation: Number
    message: Number
    emoji: str
    on: bool = True


class Read(Incoming, tag="read"):
    conversation: Number
    seq: Number


class Typing(Incoming, tag="typing"):
    conversation: Number


class Listings(Incoming, tag="listings"):
    """How do these places stand now? For a page that was away, or was made a while ago."""

    ids: Annotated[list[Number], msgspec.Meta(max_length=MOST_WATCHED)]


class Ping(Incoming, tag="ping"):
    pass


class Nonce(msgspec.Struct):
    """What is left of a frame that can't be understood: enough to say which one it was."""

    nonce: str


class Person(msgspec.Struct):
    id: int | None
    name: str


class File(msgspec.Struct):
    """`width` and `height` are a picture's, in pixels, and `preview` leads to a smaller copy."""

    id: uuid.UUID
    name: str
    kind: str
    size: int
    width: int | None
    height: int | None
    url: str
    preview: str | None


class Quote(msgspec.Struct):
    """What a message replies to, cut short; `kind` is that of its first attachment."""

    id: int
    seq: int
    sender: Person
    body: str
    deleted: bool
    kind: str | None


class MessageBody(msgspec.Struct):
    """A message as everyone in the conversation sees it. A deleted one keeps its place, not its
    words."""

    id: int
    seq: int
    version: int
    nonce: uuid.UUID
    sender: Person
    body: str
    sent_at: datetime
    edited_at: datetime | None
    deleted: bool
    reactions: dict[str, list[int]]
    attachments: list[File] = []
    reply_to: Quote | None = None
    listing: Card | None = None


class Outgoing(msgspec.Struct, tag_field="type"):
    def text(self) -> str:
        return _encoder.encode(self).decode()


class Place(msgspec.Struct):
    """How far a conversation is, how far the person has read it, and by which number a page knows
    that its name or its people are old."""

    seq: int
    read: int
    roster: int
    muted: bool


class Ready(Outgoing, tag="ready"):
    user: int
    versions: dict[int, int]
    conversations: dict[int, Place]
    online: list[int]


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


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(
    Resume | Send | Edit | Delete | React | Read | Typing | Listings | Ping
)
_nonce = msgspec.json.Decoder(Nonce)


def parse(text: str | None) -> Incoming:
    """The frame that `text` is. Raises Invalid or TooLong, in words for whoever writes a client."""
    if text is None:
        raise Invalid("Frames are JSON text, not bytes.")
    if len(text) > LONGEST_FRAME:
        raise TooLong(f"A frame has at most {LONGEST_FRAME} characters.")
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(str(error)) from error


def refusal(error: ChatError, text: str | None) -> ErrorFrame:
    """The error frame for `text`, with its nonce where it has one."""
    return ErrorFrame(error.code, error.detail, _nonce_of(text))


def _nonce_of(text: str | None) -> str | None:
    if text is None or len(text) > LONGEST_FRAME:
        return None
    try:
        return _nonce.decode(text).nonce
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None


def body_of(message) -> MessageBody:
    """A stored message, fetched `for_wire`, as its wire form."""
    return MessageBody(
        id=message.pk,
        seq=message.seq,
        version=message.version,
        nonce=message.nonce,
        sender=_person(message),
        body=message.body,
        sent_at=message.sent_at,
        edited_at=message.edited_at,
        deleted=message.deleted_at is not None,
        reactions=message.reactions,
        attachments=[] if message.deleted_at else [file_of(file) for file in message.files],
        reply_to=quote_of(message.reply_to) if message.reply_to_id else None,
        listing=card_of(message),
    )


def file_of(attachment) -> File:
    return File(
        id=attachment.pk,
        name=attachment.name,
        kind=attachment.kind,
        size=attachment.size,
        width=attachment.width,
        height=attachment.height,
        url=attachment.get_absolute_url(),
        preview=attachment.preview_url,
    )


def quote_of(message) -> Quote:
    """A stored message as those that reply to it show it."""
    deleted = message.deleted_at is not None
    return Quote(
        id=message.pk,
        seq=message.seq,
        sender=_person(message),
        body=message.body[:LONGEST_QUOTE],
        deleted=deleted,
        kind=message.files[0].kind if message.files and not deleted else None,
    )


def _person(message) -> Person:
    return Person(message.sender_id, message.sender_name)


def frame_of(message) -> str:
    """The `message` frame of a stored message, fetched `for_wire`, encoded."""
    return MessageFrame(message.conversation_id, body_of(message)).text()
