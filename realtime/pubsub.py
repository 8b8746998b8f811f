"""Calls that wake whoever holds sockets: this process's own hearers at once, the other processes
through the channel layer. A call may be lost; whoever misses one reads what they lack."""

import asyncio
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import async_to_sync
from django.db import transaction

from realtime import channel_layer
from realtime.outgoing_queue import Exchange

_loop: asyncio.AbstractEventLoop | None = None
_hearers: dict[str, Callable[[dict], None]] = {}
_exchanges: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def remember_loop():
    """Note the event loop that serves this process: threads have their calls made there."""
    global _loop
    _loop = asyncio.get_running_loop()


async def hear(name: str, told: Callable[[dict], None]) -> Exchange:
    """Have `told(call)` told of every call from now on, of this process and of the others; under
    one name there is one hearer. Where the others can't be heard, the exchange says so."""
    remember_loop()
    _hearers[name] = told
    exchange = exchange_of_this_loop()
    await exchange.open()
    return exchange


def exchange_of_this_loop() -> Exchange:
    loop = asyncio.get_running_loop()
    if loop not in _exchanges:
        _exchanges[loop] = Exchange(_tell_here)
    return _exchanges[loop]


def on_commit(*calls: dict):
    """Make these calls once the transaction of now is committed. From any thread."""
    transaction.on_commit(lambda: _from_thread(calls), robust=True)


def publish(call: dict):
    """Make a call now. From the loop."""
    _tell_here(call)
    exchange_of_this_loop().send([call])


def layer_answers() -> bool:
    """Whether the layer takes a call now. From a thread, not from the loop."""
    if _is_served():
        asked = asyncio.run_coroutine_threadsafe(channel_layer.answers(), _loop)
        return asked.result(channel_layer.PATIENCE + 1)
    return _by_itself(channel_layer.answers())


def _tell_here(call: dict):
    if _loop is asyncio.get_running_loop():
        for told in list(_hearers.values()):
            told(call)


def _from_thread(calls):
    """Have the process's loop make them; a process without one (a command) does it by itself."""
    if _is_served():
        _loop.call_soon_threadsafe(_publish_all, calls)
    else:
        _by_itself(channel_layer.call(calls))


def _publish_all(calls):
    for call in calls:
        publish(call)


def _is_served() -> bool:
    return _loop is not None and _loop.is_running()


def _by_itself(work):
    # In a thread of its own: this one may be in the middle of another loop, which can't wait.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(async_to_sync(_awaited), work).result()


async def _awaited(work):
    return await work
