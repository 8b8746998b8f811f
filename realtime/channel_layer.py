"""The one module that talks to the channel layer: a wake-up call between processes, which may be
lost, doubled, late or away altogether without a message being any of these."""

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import ConnectionError as LineCut
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PROCESS = uuid.uuid4().hex
PATIENCE = 2  # seconds that a call to the layer may take
BEAT = 0.5  # seconds between two looks whether it can be heard
DEAF = 1  # seconds after which a beat that hasn't come says that it can't
LATE = 0.4  # seconds after which one says that the line may have been cut and has come back
ERRORS = (RedisError, OSError, TimeoutError, ChannelFull)
# Every process follows all of these. With several servers each carries a part of what is told.
GROUPS = [f"calls.{number}" for number in range(max(1, 16 * (len(settings.REDIS_URLS) - 1)))]


async def call(calls: Iterable[dict]):
    """Have the other processes told of these calls, where the layer takes them."""
    bundles: dict[str, list[dict]] = {}
    for each in calls:
        bundles.setdefault(_group_of(each), []).append(each)
    await asyncio.gather(*(_is_taken(*bundle) for bundle in bundles.items()))


async def answers() -> bool:
    """Whether the layer takes a call now, on each of its servers."""
    return all(await asyncio.gather(*(_is_taken(group, []) for group in GROUPS)))


async def _is_taken(group: str, calls: list[dict]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await _send(group, {"calls": calls, "process": PROCESS})
    except ERRORS as error:
        log.warning("the channel layer took no call: %r", error)
        return False
    return True


def _group_of(call: dict) -> str:
    """What is told of one conversation, or of one person, keeps its order."""
    return GROUPS[(call.get("conversation") or call.get("person") or 0) % len(GROUPS)]


async def _send(group: str, message: dict):
    try:
        await get_channel_layer().group_send(group, message)
    except LineCut:
        # A line that was cut while it was idle shows it only now, and is a new one next time.
        await get_channel_layer().group_send(group, message)


class Ear:
    """What a process hears of the others, and whether it can hear at all.

    It calls itself at every beat, by each server of the layer. A layer that answers but delivers
    nothing, or hangs, shows like one that is gone until a beat comes through again. `doubts` counts
    how often something may have been missed.
    """

    def __init__(self, hear):
        """`hear(call)` is told of every call of another process."""
        self.doubts = 0
        self._hears: bool | None = None  # not known before the first beat
        self._hear = hear
        self._channel: str | None = None
        self._beat = asyncio.Event()
        self._beats = 0
        self._pulses: list[str] = []
        self._awaited: set[str] = set()

    async def open(self):
        """Listen, where the layer answers; `run` goes on trying."""
        try:
            async with asyncio.timeout(PATIENCE):
                self._channel = await get_channel_layer().new_channel()
                await self._follow()
        except ERRORS as error:
            log.warning("the channel layer doesn't answer: %r", error)

    async def run(self):
        """Listen for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive())
            tasks.create_task(self._check())

    async def _follow(self):
        """Follow what isn't followed yet, which costs nothing where all is."""
        self._pulses = self._pulses or _one_on_each_server()
        for group in (*GROUPS, *self._pulses):
            await get_channel_layer().group_add(group, self._channel)

    async def _receive(self):
        while True:
            try:
                self._take(await get_channel_layer().receive(await self._named()))
            except ERRORS as error:
                log.warning("the channel layer can't be heard: %r", error)
                await asyncio.sleep(BEAT)
            except Exception:
                # What nobody of ours has sent must not deafen the process.
                log.exception("a call can't be read")

    def _take(self, message: dict):
        if message.get("process") != PROCESS:
            for call in message.get("calls", ()):
                self._hear(call)
        elif message.get("beat") == self._beats:
            self._awaited.discard(message["pulse"])
            if not self._awaited:
                self._beat.set()

    async def _named(self) -> str:
        while self._channel is None:
            await self.open()
            await asyncio.sleep(0 if self._channel else BEAT)
        return self._channel

    async def _check(self):
        while True:
            await asyncio.sleep(BEAT)
            began = time.monotonic()
            heard = await self._hears_itself()
            if heard != self._hears and not (heard and self._hears is None):
                log.warning("the channel layer is %s", "back" if heard else "gone")
            if not (heard and self._hears) or time.monotonic() - began > LATE:
                self.doubts += 1
            self._hears = heard

    async def _hears_itself(self) -> bool:
        if self._channel is None:
            return False
        self._beat.clear()
        self._beats += 1
        self._awaited = set(self._pulses)
        try:
            async with asyncio.timeout(DEAF):
                await self._follow()
                for pulse in self._pulses:
                    beat = {"beat": self._beats, "pulse": pulse, "process": PROCESS}
                    await get_channel_layer().group_send(pulse, beat)
                await self._beat.wait()
        except ERRORS:
            return False
        return True


def _one_on_each_server() -> list[str]:
    """Groups of one ear alone. Where one server of several is gone, only who calls by it knows."""
    servers, layer, name = len(settings.REDIS_URLS), get_channel_layer(), uuid.uuid4().hex
    groups = [f"pulse.{name}.{number}" for number in range(max(1, 32 * (servers - 1)))]
    if servers < 2:
        return groups
    by_server = {id(layer._get_shard(layer._get_group_channel_name(one))): one for one in groups}
    return list(by_server.values())
