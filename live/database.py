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
_threads = ThreadPoolExecutor(settings.CHAT_THREADS, thread_name_prefix="chat")
_here = threading.local()


async def run(function, *args):
    """Call `function` on a chat thread, which keeps one connection, and await what it returns."""
    global failures
    here = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(_threads, here.run, _call, function, args)
    except (InterfaceError, OperationalError):
        failures += 1
        raise


def _call(function, args):
    # To ask it each time whether it still stands would be one query in six.
    connection.health_check_done = time.monotonic() < getattr(_here, "fresh_until", 0)
    try:
        return function(*args)
    finally:
        # One that broke is given up.
        connection.close_if_unusable_or_obsolete()
        _here.fresh_until = time.monotonic() + FRESH
