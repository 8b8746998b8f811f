"""Publishes events by topic: to the subscriber in this process at once, and to other processes
through the channel layer. Events may be lost.

A lost event is noticed by a gap in versions (`realtime.event_log`), by comparing with the database
(`realtime.reconciliation`), which happens more often while heartbeats are missing
(`realtime.channel_layer.Listener`).
"""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from django.db import transaction

from realtime import channel_layer
from realtime.broker import Broker
from realtime.channel_layer import Event
from realtime.event_loop import PerEventLoop

T = TypeVar("T")

broker = PerEventLoop(Broker)
_loop: asyncio.AbstractEventLoop | None = None


def remember_loop() -> None:
    """Note the event loop that serves this process: threads publish on it."""
    global _loop
    _loop = asyncio.get_running_loop()


def publish_on_commit(*events: Event) -> None:
    """Publish events once the current transaction is committed. Call it from any thread."""
    transaction.on_commit(lambda: _publish_from_thread(events), robust=True)


def is_channel_layer_available() -> bool:
    """Whether the layer accepts an event now. Call it from a thread, not on the event loop."""
    if _loop is not None and _loop.is_running():
        answer = asyncio.run_coroutine_threadsafe(channel_layer.is_available(), _loop)
        return answer.result(channel_layer.TIMEOUT + 1)
    return _run_in_own_loop(channel_layer.is_available())


def _publish_from_thread(events: Iterable[Event]) -> None:
    """Publish on the process's event loop or, without one (in a command), only to the others."""
    if _loop is not None and _loop.is_running():
        _loop.call_soon_threadsafe(_publish, events)
    else:
        _run_in_own_loop(channel_layer.send(events))


def _publish(events: Iterable[Event]) -> None:
    for event in events:
        broker().publish(event)


def _run_in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    # In a new thread: this one may be inside another event loop, which can't wait.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(async_to_sync(_await), work).result()


async def _await(work: Coroutine[Any, Any, T]) -> T:
    return await work
