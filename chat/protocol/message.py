"""A message as clients receive it, over the socket and as JSON over HTTP."""

import uuid
from datetime import datetime

import msgspec

from chat.listing_previews import ListingPreview, preview_of
from chat.models import Attachment, Message

MAX_QUOTE_LENGTH = 200


class Person(msgspec.Struct):
    id: int | None
    name: str


class File(msgspec.Struct):
    """`width` and `height` are a photo's, in pixels; `preview` is the URL of a smaller copy."""

    id: uuid.UUID
    name: str
    kind: str
    size: int
    width: int | None
    height: int | None
    url: str
    preview: str | None


class Quote(msgspec.Struct):
    """The message that another one replies to, cut short. `kind` is that of its first
    attachment."""

    id: int
    seq: int
    sender: Person
    body: str
    deleted: bool
    kind: str | None


class MessageBody(msgspec.Struct):
    """A message as all participants see it. A deleted one keeps its `seq` and loses its content."""

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
    listing: ListingPreview | None = None


def body_of(message: Message) -> MessageBody:
    """Takes a stored message that was fetched `for_frames`."""
    return MessageBody(
        id=message.pk,
        seq=message.seq,
        version=message.version,
        nonce=message.nonce,
        sender=_sender(message),
        body=message.body,
        sent_at=message.sent_at,
        edited_at=message.edited_at,
        deleted=message.deleted_at is not None,
        reactions=message.reactions,
        attachments=[] if message.deleted_at else [file_of(file) for file in message.files],
        reply_to=quote_of(message.reply_to) if message.reply_to else None,
        listing=preview_of(message),
    )


def file_of(attachment: Attachment) -> File:
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


def quote_of(message: Message) -> Quote:
    """A stored message as its replies quote it."""
    deleted = message.deleted_at is not None
    return Quote(
        id=message.pk,
        seq=message.seq,
        sender=_sender(message),
        body=message.body[:MAX_QUOTE_LENGTH],
        deleted=deleted,
        kind=message.files[0].kind if message.files and not deleted else None,
    )


def _sender(message: Message) -> Person:
    return Person(message.sender_id, message.sender_name)
