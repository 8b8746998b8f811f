"""The way of sockets to the database: a few threads of their own, so that slow pages don't hold
them up."""

import asyncio
import contextvars
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

FRESH = 1  # seconds for which a connection that has just answered is trusted

# How often the database was away when a socket needed it: what was on its way then may be
# committed and told to nobody.
failures = 0
_under_way = 0
_waiting_for_calm: set[asyncio.Future] = set()
_threads = ThreadPoolExecutor(settings.CHAT_THREADS, thread_name_prefix="chat")
_here = threading.local()


async def run(function, *args):
    """Call `function` on a chat thread, which keeps one connection, and await what it returns."""
    global failures, _under_way
    here = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    _under_way += 1
    try:
        return await loop.run_in_executor(_threads, here.run, _call, function, args)
    except (InterfaceError, OperationalError):
        failures += 1
        raise
    finally:
        _under_way -= 1
        if not _under_way:
            _tell_of_calm()


async def calm(most: float):
    """Wait until no socket needs the database, `most` seconds at the most: who has more time lets
    them go first."""
    if not _under_way:
        return
    waiting = asyncio.get_running_loop().create_future()
    _waiting_for_calm.add(waiting)
    try:
        await asyncio.wait([waiting], timeout=most)
    finally:
        _waiting_for_calm.discard(waiting)


def _tell_of_calm():
    for waiting in _waiting_for_calm:
        waiting.done() or waiting.set_result(None)


def shutdown() -> None:
    """End the threads, once what they are doing is done. Their connections end with them."""
    _threads.shutdown()


def _call(function, args):
    # To ask it each time whether it still stands would be one query in six.
    connection.health_check_done = time.monotonic() < getattr(_here, "fresh_until", 0)
    try:
        return function(*args)
    finally:
        # One that broke is given up.
        connection.close_if_unusable_or_obsolete()
        _here.fresh_until = time.monotonic() + FRESH
