"""Compares a listing before and after a change, by the columns that the change log tracks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from listings.models.lifecycle import NOT_PUBLIC, OPEN, status_of

if TYPE_CHECKING:
    from listings.models.listing import Listing

# Texts, of which alerts need no old value.
TEXTS = ("title", "street", "keywords", "amenity_words", "description")
# The columns that the filters of a search read.
SEARCHED = (
    *("rent_per_person", "people", "utilities", "fees"),
    *("space", "lease_kind", "bedrooms", "bathrooms", "furnished", "pets"),
    *("available_from", "available_until", "public_latitude", "public_longitude"),
    *TEXTS,
)
TRACKED = ("status", "rent", *SEARCHED)

# {listing id: {column: value}}; a listing that doesn't exist has no entry.
Snapshots = dict[int, dict[str, Any]]


def snapshot(listing: "Listing", columns: Iterable[str] = TRACKED) -> dict[str, Any]:
    return {name: getattr(listing, name) for name in columns}


def status_in(snapshots: Snapshots, pk: int) -> str:
    """The status, counting a listing whose last day has passed as expired. One that doesn't exist
    counts as a draft, which nobody else sees either."""
    if pk not in snapshots:
        return "draft"
    return status_of(snapshots[pk]["status"], snapshots[pk].get("available_until"))


def old_values(before: Snapshots, after: Snapshots, pk: int) -> dict[str, Any]:
    """The old values of the changed columns, for a listing that could be found before and after;
    None for texts."""
    if not status_in(before, pk) == status_in(after, pk) == "published":
        return {}
    old, new = before[pk], after[pk]
    names = (name for name in SEARCHED if name in old and old[name] != new[name])
    return {name: None if name in TEXTS else old[name] for name in names}


def rent_drop(before: Snapshots, after: Snapshots, pk: int) -> list[int] | None:
    """[old, new] rent per person in cents where it went down and the listing is open. Splitting the
    same rent among more people is no drop."""
    if status_in(before, pk) in NOT_PUBLIC or status_in(after, pk) not in OPEN:
        return None
    old, new = before[pk], after[pk]
    if "rent" not in old or not _is_lower(old, new, "rent"):
        return None
    name = "rent_per_person"
    return [old[name], new[name]] if name in old and _is_lower(old, new, name) else None


def _is_lower(old: dict[str, Any], new: dict[str, Any], name: str) -> bool:
    return old[name] is not None and new[name] is not None and new[name] < old[name]
