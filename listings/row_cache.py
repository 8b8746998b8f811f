"""What cards show of listings: kept in the process, each until it changes."""

from datetime import datetime

from django.core.cache import caches

from listings.models import Listing


def key_of(name: str, pk: int, updated_at: datetime | None) -> str:
    """Under which something of a listing is kept: another one after each change."""
    version = f"{updated_at.timestamp():f}" if updated_at else "new"
    return f"{name}-{pk}-{version}"


def rows_of(ids: list[int]) -> list[Listing]:
    """Those of the ids that are still there, in their order, with all that a card shows."""
    shelf, listings = caches["cards"], Listing.objects
    dates = listings.filter(pk__in=ids).order_by().values_list("pk", "updated_at")
    keys = {pk: key_of("row", pk, updated_at) for pk, updated_at in dates}
    rows = {row.pk: row for row in shelf.get_many(keys.values()).values()}
    if missing := keys.keys() - rows.keys():
        # The longest, which no card shows.
        read = listings.for_cards().defer("description").in_bulk(missing)
        shelf.set_many({keys[pk]: row for pk, row in read.items()})
        rows |= read
    return [rows[pk] for pk in ids if pk in rows]
