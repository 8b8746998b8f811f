"""The frames that a client may send."""

import uuid
from typing import Annotated

import msgspec

from chat.errors import Invalid, TooLong
from chat.models import Attachment
from listings.updates.protocol import MAX_WATCHED

# The longest valid frame has a body of 4,000 characters, each escaped to 12 bytes.
MAX_FRAME_LENGTH = 64 * 1024


Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
AttachmentIds = Annotated[list[uuid.UUID], msgspec.Meta(max_length=Attachment.MAX_PER_MESSAGE)]
ListingIds = Annotated[list[Number], msgspec.Meta(max_length=MAX_WATCHED)]


class Incoming(msgspec.Struct, tag_field="type", forbid_unknown_fields=False):
    pass


class Resume(Incoming, tag="resume"):
    versions: dict[Number, Number]


class Send(Incoming, tag="send"):
    conversation: Number
    nonce: uuid.UUID
    body: str
    attachments: AttachmentIds = []
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
    """Requests the current state of listings, for a page that was offline or cached."""

    ids: ListingIds


class Ping(Incoming, tag="ping"):
    pass


class _WithNonce(msgspec.Struct):
    """The part of an invalid frame that its error frame needs."""

    nonce: str


_decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(
    Resume | Send | Edit | Delete | React | Read | Typing | Listings | Ping
)
_nonce_decoder = msgspec.json.Decoder(_WithNonce)


def parse(text: str | None) -> Incoming:
    """Raises Invalid or TooLong, with a detail for the author of a client."""
    if text is None:
        raise Invalid("Frames are JSON text, not bytes.")
    if len(text) > MAX_FRAME_LENGTH:
        raise TooLong(f"A frame has at most {MAX_FRAME_LENGTH} characters.")
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(str(error)) from error


def nonce_of(text: str | None) -> str | None:
    """The nonce of a frame that may be invalid in other ways."""
    if text is None or len(text) > MAX_FRAME_LENGTH:
        return None
    try:
        return _nonce_decoder.decode(text).nonce
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
