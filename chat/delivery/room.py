from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chat.delivery import snapshots
from chat.delivery.snapshots import Snapshot
from chat.delivery.stream import Changes, Stream
from realtime import database_executor
from realtime.channel_layer import Event
from realtime.connection import FrameBatch

if TYPE_CHECKING:
    from chat.delivery.sockets import Socket


class Room:
    """A conversation in one process, and the sockets of its participants there."""

    def __init__(self, conversation: int) -> None:
        self.id = conversation
        self.sockets: set[Socket] = set()
        self.participants_version = self.announced_version = 0
        self.shares_activity = False
        self.refreshing: asyncio.Task[None] | None = None
        self.stream = RoomStream(self)
        self._waiting: list[Event] = []

    def open(self, snapshot: Snapshot) -> None:
        """Start at a snapshot that was read after the room was registered for events."""
        if self.stream.held:
            self.stream.cursor = snapshot.version
            self.stream.noted = max(self.stream.noted, snapshot.version)
            self.stream.held = False
            self.participants_version = snapshot.participants_version
            self.shares_activity = snapshot.shares_activity

    def must_refresh(self, event: Event) -> bool:
        """Whether the participants have changed since this process loaded them."""
        self.announced_version = max(self.announced_version, event["participants_version"])
        return (
            self.refreshing is None
            and not self.stream.held
            and event["participants_version"] > self.participants_version
        )

    def receive(self, event: Event) -> None:
        if self.refreshing is not None:
            self._waiting.append(event)
        elif (version := event["version"]) is not None:
            self.stream.offer(Changes(version - len(event["texts"]), version, event["texts"]))
            if not event["texts"]:
                self._check_sockets()
        elif event["texts"]:
            frames = FrameBatch(event["texts"])
            for socket in self.sockets:
                if socket.user != event["except_user"] and self.id in socket.streams:
                    socket.send_batch(frames)

    def finish_refresh(self, participants_version: int) -> list[Event]:
        """Note the version that was loaded. Returns the events that waited for it."""
        self.participants_version = participants_version
        self.refreshing = None
        waiting, self._waiting = self._waiting, []
        return waiting

    def _check_sockets(self) -> None:
        """Have the sockets load what they lack of the changes that this process has passed on: for
        one of them, the database may have been unreachable just then."""
        self.stream.pass_on(Changes(self.stream.cursor, self.stream.cursor, []))


class RoomStream(Stream):
    """A conversation's changes in this process, for all of its sockets."""

    __slots__ = ("_room",)

    def __init__(self, room: Room) -> None:
        super().__init__(0, held=True)
        self._room = room

    async def read(self, version: int) -> list[tuple[int, str]]:
        before = list(self._room.sockets)
        changes, participants = await database_executor.run(
            snapshots.changes_after, self._room.id, version
        )
        for socket in before:
            if socket.user not in participants:
                # They may have left before the last of these changes. The event that removes them
                # is still on its way; until then, this keeps the changes from them.
                socket.streams.pop(self._room.id, None)
        return changes

    def pass_on(self, changes: Changes) -> None:
        for socket in self._room.sockets:
            if stream := socket.streams.get(self._room.id):
                stream.offer(changes)
