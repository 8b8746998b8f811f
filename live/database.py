"""The way of sockets to the database: a few threads of their own, so that slow pages don't hold
them up."""

from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError

# How often the database was away when a socket needed it: what was on its way then may be
# committed and told to nobody.
failures = 0
_threads = ThreadPoolExecutor(settings.CHAT_THREADS, thread_name_prefix="chat")


async def run(function, *args):
    """Call `function` on a chat thread, which keeps one connection, and await what it returns."""
    global failures
    call = database_sync_to_async(function, thread_sensitive=False, executor=_threads)
    try:
        return await call(*args)
    except (InterfaceError, OperationalError):
        failures += 1
        raise
