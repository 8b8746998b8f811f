"""An action in another thread, at a moment in the middle of a request: see `before`."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.support.database_locks import wait_until_a_lock_is_awaited


@contextmanager
def before(
    text: str, action: Callable[[], object], *, waits_for_lock: bool = False
) -> Iterator[Callable[[], object]]:
    """Within this context, `action` runs in another thread before the first statement that contains
    `text`. That statement is executed once the action has ended or, with `waits_for_lock`, once it
    waits for a lock. Yields a function that returns the action's result."""
    started: list[Future[object]] = []

    def act() -> object:
        try:
            return action()
        finally:
            connection.close()

    def execute(execute: Callable[..., object], sql: str, *rest: Any) -> object:
        if text in sql and not started:
            started.append(pool.submit(act))
            wait_until_a_lock_is_awaited() if waits_for_lock else started[0].result()
        return execute(sql, *rest)

    with ThreadPoolExecutor(1) as pool, connection.execute_wrapper(execute):
        yield lambda: started[0].result()
    assert started, f"no statement contains {text}"
