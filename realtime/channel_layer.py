"""Sends events between processes, and notices when some may have been lost.

The only module that uses the channel layer. Through it an event may be lost, duplicated or late:
subscribers notice gaps by the version in each event, and load what they missed. A topic
belongs to one of many groups, and a process joins only the groups of its topics, so the events that
a process receives don't grow with the number of processes.
"""

import asyncio
import logging
import time
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import ConnectionError as ConnectionCut
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# {"topic": str, …}
Event = dict[str, Any]

PROCESS = uuid.uuid4().hex
GROUPS = 4096
# Seconds.
TIMEOUT = 2  # for one operation on the layer
HEARTBEAT_INTERVAL = 0.5
HEARTBEAT_TIMEOUT = 1  # after which a missing heartbeat means that nothing is received
HEARTBEAT_LATE = 0.4  # after which the connection may have been cut and restored
PEER_TIMEOUT = 5  # without heartbeats of another process, after which this one is alone
MAX_CONCURRENT_SENDS = 100  # groups; heartbeats and joins wait for those that are being sent
ERRORS = (RedisError, OSError, TimeoutError, ChannelFull)


def group_of(topic: str) -> str:
    """All events of a topic share a group, which keeps their order."""
    return f"events.{zlib.crc32(topic.encode()) % GROUPS}"


async def send(events: Iterable[Event]) -> None:
    """Send events to the other processes, if the layer accepts them."""
    bundles: dict[str, list[Event]] = {}
    for event in events:
        bundles.setdefault(group_of(event["topic"]), []).append(event)
    rest = iter(bundles.items())
    while some := list(islice(rest, MAX_CONCURRENT_SENDS)):
        await asyncio.gather(*(_send_to_group(*bundle) for bundle in some))


async def is_available() -> bool:
    """Whether the layer accepts an event now, on each of its servers."""
    groups = _one_group_per_server()
    return all(await asyncio.gather(*(_send_to_group(group, []) for group in groups)))


async def _send_to_group(group: str, events: list[Event]) -> bool:
    """Whether the layer accepted the events."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await _group_send_with_retry(group, {"events": events, "process": PROCESS})
    except ERRORS as error:
        log.warning("the channel layer did not accept events: %r", error)
        return False
    return True


async def _group_send_with_retry(group: str, message: dict[str, Any]) -> None:
    try:
        await get_channel_layer().group_send(group, message)
    except ConnectionCut:
        # A connection that was cut while idle fails at its next use; the one after it is new.
        await get_channel_layer().group_send(group, message)


class Listener:
    """Receives the events of other processes, and checks by heartbeats that it does.

    Every process sends a heartbeat to all through each server of the layer. A layer that answers
    but doesn't bring a process its own heartbeat, or hangs, counts as down until it does.
    `suspected_losses` is raised whenever events may have been lost.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        """`on_event` is called with every event of another process."""
        self.suspected_losses = 0
        self._is_receiving: bool | None = None  # unknown before the first heartbeat
        self._on_event = on_event
        self._channel: str | None = None
        self._topics_of_group: Counter[str] = Counter()
        self._joined_groups: set[str] = set()
        self._peer_seen_at = time.monotonic()
        self._heartbeat = 0
        self._heartbeat_received = asyncio.Event()
        self._awaited_groups: set[str] = set()

    @property
    def is_alone(self) -> bool:
        """Whether no other process listens, so that there is nobody to send events to."""
        is_silent = time.monotonic() - self._peer_seen_at > PEER_TIMEOUT
        return is_silent and self._is_receiving is True

    async def open(self) -> None:
        """Join the groups, if the layer is up; `run` keeps trying."""
        try:
            async with asyncio.timeout(TIMEOUT):
                self._channel = await get_channel_layer().new_channel()
                await self._join_groups(self._wanted_groups())
        except ERRORS as error:
            log.warning("the channel layer can't be reached: %r", error)

    async def run(self) -> None:
        """Receive events until canceled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive())
            tasks.create_task(self._check_heartbeats())

    def add_topics(self, topics: Iterable[str]) -> None:
        """Receive the events of these topics from the next heartbeat on, or from `join` on if that
        is earlier."""
        self._topics_of_group.update(map(group_of, topics))

    def remove_topics(self, topics: Iterable[str]) -> None:
        """Leave the groups that no other topic needs, at the next heartbeat."""
        self._topics_of_group.subtract(map(group_of, topics))

    async def join(self, topics: Iterable[str]) -> None:
        """Receive the events of added topics from now on, unless the layer is down."""
        if self._channel is None or self._is_receiving is False:
            return
        try:
            async with asyncio.timeout(TIMEOUT):
                await self._join_groups(set(map(group_of, topics)) - self._joined_groups)
        except Exception as error:  # noqa: BLE001 - sockets are admitted without the layer, too
            log.warning("groups will be joined at the next heartbeat: %r", error)

    async def _join_groups(self, groups: Iterable[str]) -> None:
        for group in groups:
            await get_channel_layer().group_add(group, self._channel)
            self._joined_groups.add(group)

    async def _update_groups(self) -> None:
        """Join the groups that `join` could not, and leave those that nobody needs any more."""
        wanted = self._wanted_groups()
        # A layer that was down may have forgotten the groups. Joining one again does no harm.
        if missing := wanted if self._is_receiving is False else wanted - self._joined_groups:
            await self._join_groups(missing)
            self.suspected_losses += 1
        for group in self._joined_groups - wanted:
            if self._topics_of_group[group] <= 0:  # still, after the others were left
                self._joined_groups.discard(group)
                await get_channel_layer().group_discard(group, self._channel)

    def _wanted_groups(self) -> set[str]:
        self._topics_of_group += Counter()  # drops those without topics
        return {*self._topics_of_group, *_one_group_per_server()}

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
        if message.get("process") == PROCESS:
            if message.get("heartbeat") == self._heartbeat:
                self._awaited_groups.discard(message["group"])
                if not self._awaited_groups:
                    self._heartbeat_received.set()
        elif "heartbeat" in message:
            self._peer_seen_at = time.monotonic()
        else:
            for event in message.get("events", ()):
                self._on_event(event)

    async def _get_channel(self) -> str:
        while self._channel is None:
            await self.open()
            await asyncio.sleep(0 if self._channel else HEARTBEAT_INTERVAL)
        return self._channel

    async def _check_heartbeats(self) -> None:
        checked_at = time.monotonic()
        while True:
            delay = await self._heartbeat_delay()
            received = delay is not None
            if received != self._is_receiving and not (received and self._is_receiving is None):
                log.warning("the channel layer is %s", "back" if received else "down")
            before, checked_at = checked_at, time.monotonic()
            # The others may have taken a process that paused for so long for gone.
            has_paused = checked_at - before > PEER_TIMEOUT / 2
            if has_paused or delay is None or delay > HEARTBEAT_LATE or not self._is_receiving:
                self.suspected_losses += 1
            if received and not self._is_receiving:
                # The others may be heard a little later.
                self._peer_seen_at = time.monotonic()
            self._is_receiving = received
            await asyncio.sleep(HEARTBEAT_INTERVAL)

    async def _heartbeat_delay(self) -> float | None:
        """Send a heartbeat; returns the seconds until it has arrived, None if it hasn't."""
        if self._channel is None:
            return None
        self._heartbeat_received.clear()
        self._heartbeat += 1
        self._awaited_groups = set(_one_group_per_server())
        try:
            async with asyncio.timeout(HEARTBEAT_TIMEOUT):
                await self._update_groups()
                sent_at = time.monotonic()
                for group in _one_group_per_server():
                    message = {"heartbeat": self._heartbeat, "group": group, "process": PROCESS}
                    await get_channel_layer().group_send(group, message)
                await self._heartbeat_received.wait()
        except ERRORS:
            return None
        return time.monotonic() - sent_at


def _one_group_per_server() -> list[str]:
    """Groups that every process joins, one on each server: if one server of several is down, only a
    heartbeat through that one shows it."""
    servers, layer = len(settings.REDIS_URLS), get_channel_layer()
    groups = [f"heartbeats.{number}" for number in range(max(1, 32 * (servers - 1)))]
    if servers < 2:
        return groups
    by_server = {id(layer._get_shard(layer._get_group_channel_name(one))): one for one in groups}
    return list(by_server.values())
