"""Caches the rows that cards show, in this process, each until its listing changes."""

from datetime import datetime

from django.core.cache import caches

from listings.models import Listing


def cache_key(name: str, pk: int, updated_at: datetime | None) -> str:
    """The key of something cached of a listing; it differs after each change."""
    version = f"{updated_at.timestamp():f}" if updated_at else "new"
    return f"{name}-{pk}-{version}"


def load_rows(ids: list[int]) -> list[Listing]:
    """Those of the ids that still exist, in the given order, with all that a card shows."""
    cache, listings = caches["cards"], Listing.objects
    dates = listings.filter(pk__in=ids).order_by().values_list("pk", "updated_at")
    keys = {pk: cache_key("row", pk, updated_at) for pk, updated_at in dates}
    rows = {row.pk: row for row in cache.get_many(keys.values()).values()}
    if missing := keys.keys() - rows.keys():
        # The description is the longest column, and no card shows it.
        loaded = listings.for_cards().defer("description").in_bulk(missing)
        cache.set_many({keys[pk]: row for pk, row in loaded.items()})
        rows |= loaded
    return [rows[pk] for pk in ids if pk in rows]
