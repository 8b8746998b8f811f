"""What Heroku runs between a build and its dynos: `python -m nu_housing_app.release`.

A failure keeps the old version: settings that don't fit production, or a migration that breaks.
Before the first add-on there is nothing to migrate, and to fail then would throw the build away.
"""

import os
from contextlib import contextmanager

import django
from django.core.management import call_command

from nu_housing_app import environment

# Any number, the same for every release: two at once would both create the same table.
TURN = 201_705_04


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nu_housing_app.settings")
    if missing := environment.missing_of("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        print(f"Nothing is migrated before {', '.join(missing)} can be had.")
        return
    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")
    with our_turn():
        call_command("migrate", interactive=False)


@contextmanager
def our_turn():
    """One release at a time: who comes second finds everything done. Postgres gives the turn on
    when the connection ends, however that comes about."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
    yield


if __name__ == "__main__":
    main()
