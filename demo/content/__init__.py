"""The demo's content, parsed from the TOML files in this folder: people, listings, conversations.

A key without a field here raises a TypeError, so a misspelled one is noticed at once.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PersonData:
    key: str
    name: str
    email: str
    joined: int  # days ago
    about: str
    logs_in: bool = False
    habits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListingData:
    """Money is in dollars here; `term` is a key of `dates.TERMS`."""

    slug: str
    lister: str
    title: str
    description: str
    address: str
    term: str
    bedrooms: int
    bathrooms: float
    rent: int
    photos: list[str]  # what each shows: a key of `photos.DESCRIPTIONS`
    space: str = "entire"
    lease_kind: str = "lease"
    status: str = "published"
    published: float = 1  # days ago
    views: int = 0
    unit_number: str = ""
    square_feet: int | None = None
    people: int = 1
    utilities: int | None = None
    deposit: int | None = None
    fees: int | None = None
    furnished: bool = False
    pets: bool = False
    negotiable: bool = False
    address_shared: bool = False
    amenities: list[str] = field(default_factory=list)
    saved_by: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MessageData:
    at: str  # "12d 19:05" (days ago, Chicago time), "3h" or "25m" ago
    sender: str
    body: str
    edited: str | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ConversationData:
    """An inquiry of the first participant about `listing`, or roommates with a `name` instead."""

    key: str
    participants: list[str]
    messages: list[MessageData]
    listing: str = ""
    name: str = ""
    invited: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)


@cache
def people() -> tuple[PersonData, ...]:
    return tuple(PersonData(key=key, **table) for key, table in _tables("people.toml"))


@cache
def listings() -> tuple[ListingData, ...]:
    """Oldest first, so that rows created in this order have ids that rise with their dates."""
    found = [
        ListingData(slug=slug, **table | {"description": unwrap(table["description"])})
        for slug, table in _tables("listings/*.toml")
    ]
    return tuple(sorted(found, key=lambda listing: (-listing.published, listing.slug)))


@cache
def conversations() -> tuple[ConversationData, ...]:
    return tuple(
        ConversationData(key=key, **table | {"messages": _messages(table["messages"])})
        for key, table in _tables("conversations/*.toml")
    )


def unwrap(text: str) -> str:
    """Each paragraph and list item on one line; in the files they are wrapped."""
    return re.sub(r"(?<!\n)\n(?!\n|- )", " ", text.strip())


def _messages(tables: Iterable[dict[str, Any]]) -> list[MessageData]:
    return [MessageData(**table) for table in tables]


def _tables(pattern: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.glob(pattern)):
        with path.open("rb") as file:
            yield from tomllib.load(file).items()
