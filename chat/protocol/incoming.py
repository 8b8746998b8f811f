"""What a client may send, as types."""

import uuid
from typing import Annotated

import msgspec

from chat.errors import Invalid, TooLong
from chat.models import Attachment
from listings.updates.protocol import MOST_WATCHED

# The longest frame that means anything is a body of 4,000 characters, each escaped to 12 bytes.
LONGEST_FRAME = 64 * 1024


Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class Incoming(msgspec.Struct, tag_field="type", forbid_unknown_fields=False):
    pass


class Resume(Incoming, tag="resume"):
    versions: dict[Number, Number]


class Send(Incoming, tag="send"):
    conversation: Number
    nonce: uuid.UUID
    body: str
    attachments: Annotated[
        list[uuid.UUID], msgspec.Meta(max_length=Attachment.MAX_PER_MESSAGE)
    ] = []
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


def nonce_of(text: str | None) -> str | None:
    if text is None or len(text) > LONGEST_FRAME:
        return None
    try:
        return _nonce.decode(text).nonce
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
