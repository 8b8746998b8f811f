"""Sends events between processes, and notices when some may have been lost.

The only module that uses the channel layer. Through it an event may be lost, duplicated or late:
subscribers notice gaps by the version in each event, and load what they missed.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import ConnectionError as ConnectionCut
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

Event = dict[str, Any]

PROCESS = uuid.uuid4().hex
TIMEOUT = 2  # seconds for one operation on the layer
HEARTBEAT_INTERVAL = 0.5  # seconds
HEARTBEAT_TIMEOUT = 1  # seconds after which a missing heartbeat means that nothing is received
HEARTBEAT_LATE = 0.4  # seconds after which the connection may have been cut and restored
ERRORS = (RedisError, OSError, TimeoutError, ChannelFull)
# Every process joins all of these groups. With several servers, each carries some of the events.
GROUPS = [f"events.{number}" for number in range(max(1, 16 * (len(settings.REDIS_URLS) - 1)))]


async def send(events: Iterable[Event]) -> None:
    """Send events to the other processes, if the layer accepts them."""
    bundles: dict[str, list[Event]] = {}
    for event in events:
        bundles.setdefault(_group_of(event), []).append(event)
    await asyncio.gather(*(_send_to_group(*bundle) for bundle in bundles.items()))


async def is_available() -> bool:
    """Whether the layer accepts an event now, on each of its servers."""
    return all(await asyncio.gather(*(_send_to_group(group, []) for group in GROUPS)))


async def _send_to_group(group: str, events: list[Event]) -> bool:
    """Whether the layer accepted the events."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await _group_send_with_retry(group, {"events": events, "process": PROCESS})
    except ERRORS as error:
        log.warning("the channel layer did not accept events: %r", error)
        return False
    return True


def _group_of(event: Event) -> str:
    """Events of one conversation or one person share a group, which keeps their order."""
    return GROUPS[(event.get("conversation") or event.get("person") or 0) % len(GROUPS)]


async def _group_send_with_retry(group: str, message: dict[str, Any]) -> None:
    try:
        await get_channel_layer().group_send(group, message)
    except ConnectionCut:
        # A connection that was cut while idle fails at its next use; the one after it is new.
        await get_channel_layer().group_send(group, message)


class Listener:
    """Receives the events of other processes, and checks by heartbeats that it does.

    It sends itself a heartbeat through each server of the layer. A layer that answers but delivers
    nothing, or hangs, counts as down until a heartbeat arrives again. `suspected_losses` is raised
    whenever events may have been lost.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        """`on_event` is called with every event of another process."""
        self.suspected_losses = 0
        self._is_receiving: bool | None = None  # unknown before the first heartbeat
        self._on_event = on_event
        self._channel: str | None = None
        self._heartbeat_received = asyncio.Event()
        self._heartbeat = 0
        self._heartbeat_groups: list[str] = []
        self._awaited_groups: set[str] = set()

    async def open(self) -> None:
        """Join the groups, if the layer is up; `run` keeps trying."""
        try:
            async with asyncio.timeout(TIMEOUT):
                self._channel = await get_channel_layer().new_channel()
                await self._join_groups()
        except ERRORS as error:
            log.warning("the channel layer can't be reached: %r", error)

    async def run(self) -> None:
        """Receive events until canceled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive())
            tasks.create_task(self._check_heartbeats())

    async def _join_groups(self) -> None:
        """Join the groups that aren't joined yet, which costs nothing if all are."""
        self._heartbeat_groups = self._heartbeat_groups or _one_group_per_server()
        for group in (*GROUPS, *self._heartbeat_groups):
            await get_channel_layer().group_add(group, self._channel)

    async def _receive(self) -> None:
        while True:
            try:
                self._dispatch(await get_channel_layer().receive(await self._get_channel()))
            except ERRORS as error:
                log.warning("nothing is received from the channel layer: %r", error)
                await asyncio.sleep(HEARTBEAT_INTERVAL)
            except Exception:
                # A malformed event must not stop the others.
                log.exception("an event can't be read")

    def _dispatch(self, message: dict[str, Any]) -> None:
        if message.get("process") != PROCESS:
            for event in message.get("events", ()):
                self._on_event(event)
        elif message.get("heartbeat") == self._heartbeat:
            self._awaited_groups.discard(message["group"])
            if not self._awaited_groups:
                self._heartbeat_received.set()

    async def _get_channel(self) -> str:
        while self._channel is None:
            await self.open()
            await asyncio.sleep(0 if self._channel else HEARTBEAT_INTERVAL)
        return self._channel

    async def _check_heartbeats(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_INTERVAL)
            sent_at = time.monotonic()
            received = await self._receives_heartbeat()
            if received != self._is_receiving and not (received and self._is_receiving is None):
                log.warning("the channel layer is %s", "back" if received else "down")
            if not (received and self._is_receiving) or time.monotonic() - sent_at > HEARTBEAT_LATE:
                self.suspected_losses += 1
            self._is_receiving = received

    async def _receives_heartbeat(self) -> bool:
        if self._channel is None:
            return False
        self._heartbeat_received.clear()
        self._heartbeat += 1
        self._awaited_groups = set(self._heartbeat_groups)
        try:
            async with asyncio.timeout(HEARTBEAT_TIMEOUT):
                await self._join_groups()
                for group in self._heartbeat_groups:
                    message = {"heartbeat": self._heartbeat, "group": group, "process": PROCESS}
                    await get_channel_layer().group_send(group, message)
                await self._heartbeat_received.wait()
        except ERRORS:
            return False
        return True


def _one_group_per_server() -> list[str]:
    """Groups that only this listener joins, one on each server: if one server of several is down,
    only a heartbeat through that one shows it."""
    servers, layer, name = len(settings.REDIS_URLS), get_channel_layer(), uuid.uuid4().hex
    groups = [f"heartbeat.{name}.{number}" for number in range(max(1, 32 * (servers - 1)))]
    if servers < 2:
        return groups
    by_server = {id(layer._get_shard(layer._get_group_channel_name(one))): one for one in groups}
    return list(by_server.values())
