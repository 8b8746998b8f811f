from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from accounts.authentication.logins import Login
from chat.delivery import snapshots
from chat.delivery.stream import Changes, Stream
from realtime import database_executor
from realtime.connection import DirectConnection, FrameBatch, QueuedConnection

_tasks: set[asyncio.Task[Any]] = set()


class Socket:
    """One tab: its user, its connection, and how far it has received each conversation."""

    __slots__ = ("_early", "close", "connection", "login", "started", "streams", "user")

    def __init__(
        self,
        login: Login,
        connection: QueuedConnection | DirectConnection,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self.login = login
        self.user = login.user
        self.connection = connection
        self.close = close
        self.streams: dict[int, SocketStream] = {}
        self.started = False
        self._early: list[FrameBatch] | None = []  # until `ready` is sent

    def open(self, conversation: int, version: int, noted: int, *, live: bool) -> None:
        """Add a conversation at the `version` of its snapshot; `noted` is the newest version that
        was published meanwhile."""
        stream = SocketStream(self, conversation, version, held=not (live and self.started))
        stream.noted = max(version, noted)
        self.streams[conversation] = stream

    async def start(self, versions: dict[int, int] | None = None) -> bool:
        """Send the changes after the `versions` that the tab has seen; conversations without one
        start where they were when it connected. Returns whether no change is missing."""
        self.started = complete = True
        for conversation, stream in list(self.streams.items()):
            seen = (versions or {}).get(conversation)
            if seen is not None:
                complete &= await stream.resume(seen)
            elif stream.held:
                complete &= await stream.release()
        return complete

    async def catch_up(self, conversation: int) -> None:
        """Send what was published of a conversation after its snapshot was read and before its
        stream was added."""
        stream = self.streams.get(conversation)
        if stream and not stream.held:
            await stream.release()

    def send_ready(self, ready: str) -> None:
        """Send the first frame, then those that came before it could be built."""
        self.connection.send_text(ready)
        early, self._early = self._early, None
        for frames in early or ():
            self.connection.send_batch(frames)

    def send_batch(self, frames: FrameBatch) -> None:
        if self._early is None:
            self.connection.send_batch(frames)
        else:
            self._early.append(frames)

    def send_text(self, text: str) -> None:
        self.send_batch(FrameBatch([text]))

    @staticmethod
    def keep_task(task: asyncio.Task[Any]) -> None:
        """Keep a reference to a task of a socket until it ends."""
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


class SocketStream(Stream):
    """A conversation's changes for one tab."""

    __slots__ = ("_began", "_conversation", "_socket")

    def __init__(self, socket: Socket, conversation: int, cursor: int, *, held: bool) -> None:
        super().__init__(cursor, held=held)
        self._began = cursor
        self._socket = socket
        self._conversation = conversation

    async def resume(self, seen: int) -> bool:
        """Send the changes after a version. Returns whether all were sent: changes from before
        those that this tab has already received can't follow them."""
        await self.rest()
        if self.cursor != self._began:
            return seen >= self._began and await self.release()
        self._began = max(0, min(seen, self.noted))
        return await self.release(self._began)

    async def read(self, version: int) -> list[tuple[int, str]]:
        return await database_executor.run(
            snapshots.changes_after_for, self._socket.user, self._conversation, version
        )

    def pass_on(self, changes: Changes) -> None:
        self._socket.connection.send_batch(changes)
