"""The demo's content as it is written in content/*.toml: people, offers, talks.

A key that no field here has stops the reading, so a slip of the pen shows at once.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    email: str
    joined: int  # days ago
    about: str
    logs_in: bool = False
    habits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """A listing. Money is in dollars here; `term` names a rule of `demo.dates`."""

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
class Line:
    at: str  # "12d 19:05" (days ago, Chicago time), "3h" or "25m" ago
    by: str
    says: str
    edited: str | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Talk:
    """An enquiry of people[0] about `listing`, or a household, which has a `name` instead."""

    key: str
    people: list[str]
    messages: list[Line]
    listing: str = ""
    name: str = ""
    invited: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)


@cache
def people() -> tuple[Person, ...]:
    return tuple(Person(key=key, **table) for key, table in _tables("people.toml"))


@cache
def offers() -> tuple[Offer, ...]:
    """All of them, the longest published first: a later row is a newer one."""
    found = [
        Offer(slug=slug, **table | {"description": prose(table["description"])})
        for slug, table in _tables("listings/*.toml")
    ]
    return tuple(sorted(found, key=lambda offer: (-offer.published, offer.slug)))


@cache
def talks() -> tuple[Talk, ...]:
    return tuple(
        Talk(key=key, **table | {"messages": [Line(**line) for line in table["messages"]]})
        for key, table in _tables("talks/*.toml")
    )


def prose(text: str) -> str:
    """Paragraphs and list items as one line each; they are wrapped in the files."""
    return re.sub(r"(?<!\n)\n(?!\n|- )", " ", text.strip())


def _tables(pattern: str):
    for path in sorted(CONTENT.glob(pattern)):
        with path.open("rb") as file:
            yield from tomllib.load(file).items()
