import asyncio

from accounts.authentication.logins import Login
from chat.delivery import snapshots
from chat.delivery.stream import Changes, Stream
from realtime import database_executor
from realtime.connection import DirectConnection, FrameBatch, QueuedConnection

_tasks: set[asyncio.Task] = set()


class Socket:
    """One tab: whose it is, and how far each of its conversations is out."""

    __slots__ = ("_early", "close", "connection", "login", "started", "streams", "user")

    def __init__(self, login: Login, connection: QueuedConnection | DirectConnection, close):
        self.login = login
        self.user = login.user
        self.connection = connection
        self.close = close
        self.streams: dict[int, OneStream] = {}
        self.started = False
        self._early: list[FrameBatch] | None = []

    def open(self, conversation: int, version: int, noted: int, *, live: bool):
        """Begin at `version`, which was read; `noted` is what was heard meanwhile."""
        stream = OneStream(self, conversation, version, held=not (live and self.started))
        stream.noted = max(version, noted)
        self.streams[conversation] = stream

    async def start(self, versions: dict[int, int] | None = None) -> bool:
        """Let the conversations flow: from the versions that the tab says it has seen, else from
        where they stood when it came. Returns whether nothing is missing any more."""
        self.started = complete = True
        for conversation, stream in list(self.streams.items()):
            seen = (versions or {}).get(conversation)
            if seen is not None:
                complete &= await stream.resume(seen)
            elif stream.held:
                complete &= await stream.release()
        return complete

    async def flow(self, conversation: int):
        """Bring what was told of a conversation between its state being read and its stream."""
        stream = self.streams.get(conversation)
        if stream and not stream.held:
            await stream.release()

    def greet(self, ready: str):
        """Say the first frame, and what came in before it could be made."""
        self.connection.send_text(ready)
        early, self._early = self._early, None
        for frames in early:
            self.connection.send_batch(frames)

    def send_batch(self, frames: FrameBatch):
        if self._early is None:
            self.connection.send_batch(frames)
        else:
            self._early.append(frames)

    def send_text(self, text: str):
        self.send_batch(FrameBatch([text]))

    @staticmethod
    def keep(task: asyncio.Task):
        """Hold on to a task of a socket's until it ends."""
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


class OneStream(Stream):
    """A conversation as one tab hears it."""

    __slots__ = ("_began", "_conversation", "_socket")

    def __init__(self, socket: Socket, conversation: int, cursor: int, *, held: bool):
        super().__init__(cursor, held=held)
        self._began = cursor
        self._socket = socket
        self._conversation = conversation

    async def resume(self, seen: int) -> bool:
        """Bring what has changed since a version. Returns whether it is out: what was before that
        which this tab has heard already can't come after it."""
        await self.rest()
        if self.cursor != self._began:
            return seen >= self._began and await self.release()
        self._began = max(0, min(seen, self.noted))
        return await self.release(self._began)

    async def read(self, version: int):
        user = self._socket.user
        return await database_executor.run(snapshots.changes_for, user, self._conversation, version)

    def pass_on(self, changes: Changes):
        self._socket.connection.send_batch(changes)
