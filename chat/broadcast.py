"""Tells what has happened: this process's own sockets at once, the other processes through the
channel layer. The database is the truth; whoever misses a call reads what they lack."""

import asyncio

from asgiref.sync import async_to_sync
from django.db import transaction

from chat import layer

_loop: asyncio.AbstractEventLoop | None = None
_hear = None


def remember_loop():
    """Note the event loop that serves this process: threads have their calls made there."""
    global _loop
    _loop = asyncio.get_running_loop()


def hear_here(hear):
    """Have the coroutine function `hear` told of every call that this process makes."""
    global _hear
    remember_loop()
    _hear = hear


def to_conversation(conversation: int, roster: int, text: str | None, *, version=None):
    """Once committed, bring the frame `text` to everyone in a conversation."""
    _on_commit(f"conversation.{conversation}", call_of(conversation, roster, text, version=version))


def to_person(user: int, *, joined: int):
    """Once committed, have a person's sockets join a conversation."""
    _on_commit(f"person.{user}", {"person": user, "joined": joined})


async def now_to_conversation(conversation: int, roster: int, text: str, *, but: int):
    """Bring a frame that nobody stores to all but the user `but`. From the loop."""
    await _publish(f"conversation.{conversation}", call_of(conversation, roster, text, but=but))


def layer_answers() -> bool:
    """Whether the layer takes a call now. From a thread, not from the loop."""
    return _from_thread(layer.call("health", {}), wait=True)


def call_of(conversation: int, roster: int, text: str | None, *, version=None, but=None) -> dict:
    """What is told of a conversation; without a text, only where it stands."""
    return {
        "conversation": conversation,
        "roster": roster,
        "version": version,
        "text": text,
        "but": but,
    }


def _on_commit(group: str, call: dict):
    transaction.on_commit(lambda: _from_thread(_publish(group, call)), robust=True)


def _from_thread(work, *, wait=False):
    """Have the process's loop do `work`; a process without one (a command) does it by itself."""
    if _loop is None or not _loop.is_running():
        return async_to_sync(_awaited)(work)
    future = asyncio.run_coroutine_threadsafe(work, _loop)
    return future.result(layer.PATIENCE + 1) if wait else None


async def _awaited(work):
    return await work


async def _publish(group: str, call: dict):
    if _hear is not None and _loop is asyncio.get_running_loop():
        await _hear(call)
    await layer.call(group, call)
