"""What a format makes of a row, and how it says that it can't."""

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file as a whole can't be read; its text is one line that says why."""


class RefusedRow(Exception):
    """One row can't be taken; its text says why, to follow "row 7: "."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A row as our columns have it: `fields` of Listing by name, slugs of its amenities."""

    source_id: str
    fields: dict
    amenities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row's number as a spreadsheet shows it (the header is 1), and what it came to."""

    number: int
    outcome: Offer | RefusedRow
