"""What is compared when a listing changes, to see what that means to whom: {column: value}."""

from listings.models.lifecycle import HIDDEN, OPEN, status_of

# The columns by which a saved search may pass a place over (`SavedSearch.that_may_find`).
HELD = (
    *("rent_per_person", "bedrooms", "space", "lease_kind", "furnished", "pets"),
    *("available_from", "available_until", "public_latitude", "public_longitude"),
)
# What searches besides look at.
LOOKED_AT = (
    *("people", "utilities", "fees", "bathrooms"),
    *("title", "street", "keywords", "amenity_words", "description"),
)
COLUMNS = ("status", "rent", *HELD, *LOOKED_AT)

Facts = dict[int, dict]  # by the listing's id; without what isn't there


def facts_of(listing, columns=COLUMNS) -> dict:
    return {name: getattr(listing, name) for name in columns}


def status_in(facts: Facts, pk: int) -> str:
    """What isn't there looks like a draft, which nobody sees either; what is over has expired."""
    if pk not in facts:
        return "draft"
    return status_of(facts[pk]["status"], facts[pk].get("available_until"))


def what_changed(before: Facts, after: Facts, pk: int) -> dict:
    """The old values of what changed of a place that could be found before and can be now."""
    if not status_in(before, pk) == status_in(after, pk) == "published":
        return {}
    old, new = before[pk], after[pk]
    names = (name for name in (*HELD, *LOOKED_AT) if name in old and old[name] != new[name])
    # Of the others it is enough to know which they are.
    return {name: old[name] if name in HELD else None for name in names}


def rent_drop(before: Facts, after: Facts, pk: int) -> list[int] | None:
    """[old, new] rent of one person where it went down and one may still ask for the place. Who
    shares it with more people hasn't lowered the rent."""
    if status_in(before, pk) in HIDDEN or status_in(after, pk) not in OPEN:
        return None
    old, new = before[pk], after[pk]
    if "rent" not in old or not _is_lower(old, new, "rent"):
        return None
    name = "rent_per_person"
    return [old[name], new[name]] if name in old and _is_lower(old, new, name) else None


def _is_lower(old, new, name) -> bool:
    return old[name] is not None and new[name] is not None and new[name] < old[name]
