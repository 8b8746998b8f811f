"""The one module that talks to the channel layer.

What happened is told to this process's own sockets at once and to the other processes through the
layer. The database is the truth and this is only the wake-up call: whoever misses one reads what
they lack, so a call that can't be made is logged and otherwise forgotten.
"""

import asyncio
import logging
import uuid

from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PROCESS = uuid.uuid4().hex
PATIENCE = 2  # seconds that a call to the layer may take
LAYER_ERRORS = (RedisError, OSError, TimeoutError, ChannelFull)

_loop: asyncio.AbstractEventLoop | None = None
_hear_locally = None


def remember_loop():
    """Note the event loop that serves this process: the layer lives on it, threads post to it."""
    global _loop
    _loop = asyncio.get_running_loop()


def to_conversation(conversation: int, roster: int, text: str, *, version=None, but=None):
    """Once committed, bring the frame `text` to everyone in a conversation but the user `but`."""
    call = {"conversation": conversation, "roster": roster, "version": version}
    _on_commit(f"conversation.{conversation}", {**call, "text": text, "but": but})


def to_person(user: int, text: str | None = None, *, joined: int | None = None):
    """Once committed, bring a frame to a person's sockets, or have them join a conversation."""
    _on_commit(f"person.{user}", {"person": user, "text": text, "joined": joined})


async def now_to_conversation(conversation: int, roster: int, text: str, *, but=None):
    """Bring a frame that nobody stores, such as typing. From the loop."""
    call = {"conversation": conversation, "roster": roster, "version": None}
    await _publish(
        f"conversation.{conversation}", {**call, "text": text, "but": but, "process": PROCESS}
    )


async def listen(hear):
    """Hand every call, from here and from other processes, to the coroutine function `hear`.

    Returns the layer's channel, to follow groups with. Raises one of LAYER_ERRORS.
    """
    global _hear_locally
    remember_loop()
    _hear_locally = hear
    layer = get_channel_layer()
    channel = await asyncio.wait_for(layer.new_channel(), PATIENCE)
    asyncio.create_task(_receive(layer, channel, hear))  # noqa: RUF006 - it keeps itself alive
    return channel


async def follow(group: str, channel: str):
    await asyncio.wait_for(get_channel_layer().group_add(group, channel), PATIENCE)


async def unfollow(group: str, channel: str):
    await asyncio.wait_for(get_channel_layer().group_discard(group, channel), PATIENCE)


def layer_answers() -> bool:
    """Whether the layer takes a call now. From a thread, not from the loop."""
    try:
        _from_thread(_send("health", {"process": PROCESS}), wait=True)
    except LAYER_ERRORS:
        return False
    return True


async def _receive(layer, channel, hear):
    while True:
        try:
            call = await layer.receive(channel)
        except LAYER_ERRORS as error:
            log.warning("the channel layer doesn't answer: %r", error)
            await asyncio.sleep(1)
            continue
        if call["process"] != PROCESS:
            await hear(call)


def _on_commit(group: str, call: dict):
    call = {**call, "process": PROCESS}
    transaction.on_commit(lambda: _from_thread(_publish(group, call)), robust=True)


def _from_thread(work, *, wait=False):
    """Have the process's loop do `work`; a process without one (a command) does it by itself."""
    if _loop is None or not _loop.is_running():
        return async_to_sync(_await)(work)
    future = asyncio.run_coroutine_threadsafe(work, _loop)
    return future.result(PATIENCE + 1) if wait else None


async def _await(work):
    return await work


async def _publish(group: str, call: dict):
    if _hear_locally and _loop is asyncio.get_running_loop():
        await _hear_locally(call)
    try:
        await _send(group, call)
    except LAYER_ERRORS as error:
        log.warning("the channel layer took no call: %r", error)


async def _send(group: str, call: dict):
    await asyncio.wait_for(get_channel_layer().group_send(group, call), PATIENCE)
