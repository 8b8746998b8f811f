"""Bounds how long the database works for one statement of a web process."""

TIMEOUT = 10  # seconds: with 20 of waiting for a thread, as long as the platform waits


def limit_statements(database: dict) -> None:
    """Have Postgres cancel whatever takes longer, in every connection that this process opens.

    `database`: the settings of one. Commands import no server and may take as long as they need;
    migrations that a web process applies turn the limit off for themselves (see `schema`).
    """
    if not database["ENGINE"].endswith("postgresql"):
        return
    options = database.setdefault("OPTIONS", {})
    limit = f"-c statement_timeout={TIMEOUT * 1000}"
    options["options"] = f"{options.get('options', '')} {limit}".strip()
