"""Calls that wake whoever holds sockets: this process's own hearers at once, the other processes
through the channel layer. A call may be lost; whoever misses one reads what they lack."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import async_to_sync
from django.db import transaction

from live import layer

_loop: asyncio.AbstractEventLoop | None = None
_hearers: dict = {}


def remember_loop():
    """Note the event loop that serves this process: threads have their calls made there."""
    global _loop
    _loop = asyncio.get_running_loop()


def hear_here(name: str, hear):
    """Have the coroutine function `hear(call)` told of every call that this process makes; under
    one name there is one hearer."""
    remember_loop()
    _hearers[name] = hear


def on_commit(group: str, call: dict):
    """Call a group once the transaction of now is committed. From any thread."""
    on_commit_all([(group, call)])


def on_commit_all(calls: list[tuple[str, dict]]):
    """The same for many, each to its group, in one hop to the loop."""
    transaction.on_commit(lambda: _from_thread(_publish_all(calls)), robust=True)


async def publish(group: str, call: dict):
    """Call a group now. From the loop."""
    await _tell_here(call)
    await layer.call(group, call)


async def _publish_all(calls):
    # Who is here needn't wait until the others are called.
    for _, call in calls:
        await _tell_here(call)
    await asyncio.gather(*(layer.call(*each) for each in calls))


async def _tell_here(call: dict):
    if _loop is asyncio.get_running_loop():
        for hear in list(_hearers.values()):
            await hear(call)


def layer_answers() -> bool:
    """Whether the layer takes a call now. From a thread, not from the loop."""
    return _from_thread(layer.call("health", {}), wait=True)


def _from_thread(work, *, wait=False):
    """Have the process's loop do `work`; a process without one (a command) does it by itself."""
    if _loop is None or not _loop.is_running():
        return _by_itself(work)
    future = asyncio.run_coroutine_threadsafe(work, _loop)
    return future.result(layer.PATIENCE + 1) if wait else None


def _by_itself(work):
    # In a thread of its own: this one may be in the middle of another loop, which can't wait.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(async_to_sync(_awaited), work).result()


async def _awaited(work):
    return await work
