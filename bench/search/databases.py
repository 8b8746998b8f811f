"""Databases with a given number of listings each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection

from bench.search.row_copies import multiply
from bench.search.sample_listings import create_listings
from listings.models import Listing

ORIGINALS = 5_000


@contextmanager
def database_with(number: int, csv_path: Path) -> Iterator[None]:
    """Have `connection`, and every process started meanwhile, use a database with `number`
    listings. A server that BENCH_POSTGRES names keeps it from run to run."""
    server = os.environ.get("BENCH_POSTGRES", os.environ["DATABASE_URL"]).rpartition("/")[0]
    before = dict(connection.settings_dict), os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = f"{server}/search_{number}"
    _create(server, f"search_{number}")
    connection.close()
    host, _, port = server.rpartition("@")[2].partition(":")
    connection.settings_dict.update(NAME=f"search_{number}", HOST=host, PORT=port)
    try:
        call_command("migrate", verbosity=0)
        if not Listing.objects.exists():
            create_listings(csv_path, min(number, ORIGINALS))
            multiply(min(number, ORIGINALS), number)
        yield
    finally:
        connection.close()
        settings, os.environ["DATABASE_URL"] = before
        connection.settings_dict.update(settings)


def _create(server: str, name: str) -> None:
    admin = psycopg2.connect(f"{server}/postgres")
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
    admin.close()
