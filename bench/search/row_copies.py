"""Multiplies listings in the database. Each copy gets a location, a rent and a date of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from listings.models import Listing, ListingAmenity, Photo

# How a copy's columns differ: `few` is the number of originals, `copy` counts from 1.
OF_LISTING = {
    "id": "id + copy * few",
    "rent": "rent_now",
    "rent_per_person": "(rent_now + 100 * people - 1) / (100 * people) * 100",
    "public_latitude": "public_latitude + (random() - 0.5) * 0.02",
    "public_longitude": "public_longitude + (random() - 0.5) * 0.03",
    "published_at": "published_at - random() * interval '2 days'",
}
OF_RELATED = {"id": "id + copy * rows", "listing_id": "listing_id + copy * few"}
RENT = "(rent * (0.8 + 0.4 * random() + 0 * copy) / 100)::integer * 100"


def multiply(few: int, many: int) -> None:
    """Copy the listings with the ids 1 to `few` until there are `many`, a multiple of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        with _without_indexes(cursor):
            for model in (Listing, ListingAmenity, Photo):
                _copy(cursor, model, few, many)
        cursor.execute("VACUUM (ANALYZE)")


def _copy(cursor: CursorWrapper, model: type[Model], few: int, many: int) -> None:
    table, fields = model._meta.db_table, model._meta.concrete_fields
    columns = {field.column: field.column for field in fields if not field.generated}
    columns |= OF_LISTING if model is Listing else OF_RELATED
    rent = f", LATERAL (SELECT {RENT} AS rent_now) new_rent" if model is Listing else ""
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
        f" FROM {table}, generate_series(1, %s) copy,"
        f" (SELECT %s few, max(id) rows FROM {table}) known {rent}",
        [many // few - 1, few],
    )
    cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Recreate the indexes afterwards, which takes a fraction of the time."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename LIKE 'listings_%' AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        cursor.execute(definition)
