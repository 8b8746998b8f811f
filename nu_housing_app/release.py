"""Heroku's release phase, between the build and the dynos: `python -m nu_housing_app.release`.

If it fails, because of settings that don't suit production or a broken migration, the old release
keeps running. Before the first add-on there is nothing to migrate, and a failure would discard the
build. Heroku skips this command when an add-on sets its variables, so the web process migrates too
(see `server.startup`).
"""

import os

import django
from django.core.management import call_command

from nu_housing_app import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nu_housing_app.settings")
    if missing := environment.unset("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        print(f"Not migrating yet: {', '.join(missing)} must be set first.")
        return
    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")
    from nu_housing_app import pending_migrations

    pending_migrations.migrate()


if __name__ == "__main__":
    main()
