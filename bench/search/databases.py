"""Databases with so many listings each."""

import os
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection

from bench.search import row_copies, sample_listings
from listings.models import Listing

FEW = 5_000


@contextmanager
def living_in(number: int, adverts: Path):
    """Have `connection`, and every process that is started meanwhile, use a town of so many. Where
    BENCH_POSTGRES names a server, it keeps them from run to run."""
    server = os.environ.get("BENCH_POSTGRES", os.environ["DATABASE_URL"]).rpartition("/")[0]
    before = dict(connection.settings_dict), os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = f"{server}/search_{number}"
    _make(server, f"search_{number}")
    connection.close()
    host, _, port = server.rpartition("@")[2].partition(":")
    connection.settings_dict.update(NAME=f"search_{number}", HOST=host, PORT=port)
    try:
        call_command("migrate", verbosity=0)
        if not Listing.objects.exists():
            sample_listings.settle(adverts, min(number, FEW))
            row_copies.grow(min(number, FEW), number)
        yield
    finally:
        connection.close()
        settings, os.environ["DATABASE_URL"] = before
        connection.settings_dict.update(settings)


def _make(server, name):
    own = psycopg2.connect(f"{server}/postgres")
    own.autocommit = True
    with own.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
    own.close()
