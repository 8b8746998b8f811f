"""The frames of the public listings socket."""

from typing import Annotated, Any, NamedTuple

import msgspec
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

MAX_WATCHED = 100
MAX_FRAME_LENGTH = 16 * 1024

Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Ids = Annotated[list[Number], msgspec.Meta(max_length=MAX_WATCHED)]
Query = Annotated[str, msgspec.Meta(max_length=4000)]


class State(NamedTuple):
    """What the public sees of a listing. The rent of the whole, and per person, in cents."""

    status: str
    rent: int | None = None
    rent_per_person: int | None = None


# Of drafts, and of listings that are deleted or never existed: nobody learns which.
NOT_PUBLIC = State("draft")


class Watch(msgspec.Struct, tag_field="type", tag="watch"):
    """What a page shows: `shown` is the state of its listings, {id: [status, rent]}, and `since`
    the change-log entry at which it was rendered. Changes since then are sent at once."""

    ids: Ids = []
    query: Query | None = None
    shown: Annotated[
        dict[Number, tuple[str, int | None]], msgspec.Meta(max_length=MAX_WATCHED)
    ] = {}
    since: Number | None = None


class ListingFrame(msgspec.Struct, tag_field="type", tag="listing"):
    listing: dict[str, Any]


class NewFrame(msgspec.Struct, tag_field="type", tag="new"):
    count: int


class ErrorFrame(msgspec.Struct, tag_field="type", tag="error"):
    code: str
    detail: str
    retry_after: int | msgspec.UnsetType = msgspec.UNSET  # seconds, where waiting helps


class BadFrame(Exception):
    """An invalid frame; `text` is the error frame that answers it."""

    def __init__(
        self, code: str, detail: str, retry_after: int | msgspec.UnsetType = msgspec.UNSET
    ) -> None:
        super().__init__(detail)
        self.text = encoded(ErrorFrame(code, detail, retry_after))


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Watch)


def parse(text: str | None) -> Watch:
    if text is None:
        raise BadFrame("invalid", "Frames are JSON text, not bytes.")
    if len(text) > MAX_FRAME_LENGTH:
        raise BadFrame("too_long", f"A frame has at most {MAX_FRAME_LENGTH} characters.")
    try:
        watch = _decoder.decode(text)
        QueryDict(watch.query)  # like a page's, it may have too many fields for Django
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError, TooManyFieldsSent) as error:
        raise BadFrame("invalid", str(error)) from error
    return watch


def frame_of(listing: int, state: State) -> str:
    """The `listing` frame, for this socket and the chat's."""
    return encoded(ListingFrame({"id": listing, **state._asdict()}))


def new_frame(count: int) -> str:
    return encoded(NewFrame(count))


def encoded(frame: msgspec.Struct) -> str:
    return _encoder.encode(frame).decode()
