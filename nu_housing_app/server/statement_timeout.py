"""Limits how long the database works on a statement of a web process."""

from typing import Any

TIMEOUT = 10  # seconds; after 20 s of waiting for a thread, Heroku's limit of 30 s is reached


def limit_statements(database: dict[str, Any]) -> None:
    """Have Postgres cancel statements that take longer, in all connections of this process.

    `database`: an entry of DATABASES. Commands don't import the server, so they have no limit;
    migrations that a web process applies turn it off for themselves (see `pending_migrations`).
    """
    if not database["ENGINE"].endswith("postgresql"):
        return
    options = database.setdefault("OPTIONS", {})
    limit = f"-c statement_timeout={TIMEOUT * 1000}"
    options["options"] = f"{options.get('options', '')} {limit}".strip()
