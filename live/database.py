"""The way of sockets to the database: a few threads of their own, so that slow pages don't hold
them up."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

# How often the database was away when a socket needed it: what was on its way then may be
# committed and told to nobody.
failures = 0
_threads = ThreadPoolExecutor(settings.CHAT_THREADS, thread_name_prefix="chat")


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
    try:
        return function(*args)
    finally:
        # One that broke is given up, and any other is looked at before it is used again.
        close_old_connections()
