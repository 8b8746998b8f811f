"""A thread pool for the database work of sockets, so that slow pages don't delay it."""

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

FRESH = 1  # seconds for which a connection that has just worked isn't checked again

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

# Counts the calls that failed because the database could not be reached. What they wrote may be
# committed without having been published.
failures = 0
_running = 0
_waiting_for_idle: set[asyncio.Future[None]] = set()
_threads = ThreadPoolExecutor(settings.CHAT_THREADS, thread_name_prefix="chat")
_thread_state = threading.local()


async def run(function: Callable[[*Args], Result], *args: *Args) -> Result:
    """Call `function` in a thread of the pool, which keeps one connection, and return its
    result."""
    global failures, _running
    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    _running += 1
    try:
        return await loop.run_in_executor(_threads, context.run, _call, function, args)
    except (InterfaceError, OperationalError):
        failures += 1
        raise
    finally:
        _running -= 1
        if not _running:
            _wake_waiting()


async def wait_until_idle(seconds: float) -> None:
    """Wait until no socket uses the database, for `seconds` at most."""
    if not _running:
        return
    waiting = asyncio.get_running_loop().create_future()
    _waiting_for_idle.add(waiting)
    try:
        await asyncio.wait([waiting], timeout=seconds)
    finally:
        _waiting_for_idle.discard(waiting)


def shutdown() -> None:
    """Wait for the running calls and end the threads, and their connections with them."""
    _threads.shutdown()


def _wake_waiting() -> None:
    for waiting in _waiting_for_idle:
        if not waiting.done():
            waiting.set_result(None)


def _call(function: Callable[[*Args], Result], args: tuple[*Args]) -> Result:
    # A health check before every call would be one query in six.
    is_fresh = time.monotonic() < getattr(_thread_state, "fresh_until", 0)
    connection.health_check_done = is_fresh  # type: ignore[attr-defined]  # not in the stubs
    try:
        return function(*args)
    finally:
        # Drops the connection if it broke.
        connection.close_if_unusable_or_obsolete()
        _thread_state.fresh_until = time.monotonic() + FRESH
