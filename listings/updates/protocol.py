"""The frames of the listings' socket, as types."""

from typing import Annotated, NamedTuple

import msgspec
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

MOST_WATCHED = 100
LONGEST_FRAME = 16 * 1024

Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Ids = Annotated[list[Number], msgspec.Meta(max_length=MOST_WATCHED)]
Query = Annotated[str, msgspec.Meta(max_length=4000)]


class State(NamedTuple):
    """What the public sees of a listing. Rents in cents: of the whole offer, and of one person."""

    status: str
    rent: int | None = None
    rent_per_person: int | None = None


# A draft, and just so what is deleted or never was: nobody learns which of them it is.
HIDDEN = State("draft")


class Watch(msgspec.Struct, tag_field="type", tag="watch"):
    """What a page shows. `shown` is what stands on it, {id: [status, rent]}, and `since` the line
    of the book at which it was made: what has changed since then is told at once."""

    ids: Ids = []
    query: Query | None = None
    shown: Annotated[dict[Number, tuple[str, int | None]], msgspec.Meta(max_length=100)] = {}
    since: Number | None = None


class ListingFrame(msgspec.Struct, tag_field="type", tag="listing"):
    listing: dict


class NewFrame(msgspec.Struct, tag_field="type", tag="new"):
    count: int


class ErrorFrame(msgspec.Struct, tag_field="type", tag="error"):
    code: str
    detail: str
    retry_after: int | msgspec.UnsetType = msgspec.UNSET  # seconds, where waiting helps


class BadFrame(Exception):
    """A frame that can't be followed; `text` is the answer to it."""

    def __init__(
        self, code: str, detail: str, retry_after: int | msgspec.UnsetType = msgspec.UNSET
    ):
        super().__init__(detail)
        self.text = encoded(ErrorFrame(code, detail, retry_after))


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Watch)


def parse(text: str | None) -> Watch:
    if text is None:
        raise BadFrame("invalid", "Frames are JSON text, not bytes.")
    if len(text) > LONGEST_FRAME:
        raise BadFrame("too_long", f"A frame has at most {LONGEST_FRAME} characters.")
    try:
        watch = _decoder.decode(text)
        QueryDict(watch.query)  # as a page's, it may be too much for Django
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError, TooManyFieldsSent) as error:
        raise BadFrame("invalid", str(error)) from error
    return watch


def frame_of(listing: int, state: State) -> str:
    """The `listing` frame, for this socket and for the chat's."""
    return encoded(ListingFrame({"id": listing, **state._asdict()}))


def new_frame(count: int) -> str:
    return encoded(NewFrame(count))


def encoded(frame) -> str:
    return _encoder.encode(frame).decode()
