"""What a format module makes of a row, and the errors for what it can't read."""

from dataclasses import dataclass
from typing import Any


class UnreadableFile(Exception):
    """The file can't be read; the text is one line that says why."""


class RefusedRow(Exception):
    """A row can't be imported; the text says why, after "row 7: "."""


@dataclass(frozen=True, slots=True)
class ImportedListing:
    """A row as `fields` of Listing by name, and the slugs of its amenities."""

    source_id: str
    fields: dict[str, Any]
    amenities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row's number as a spreadsheet shows it (the header is 1), and its result."""

    number: int
    outcome: ImportedListing | RefusedRow
