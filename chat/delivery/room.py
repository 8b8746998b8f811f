from chat.delivery import snapshots
from chat.delivery.stream import Changes, Stream
from realtime import database_executor
from realtime.connection import FrameBatch


class Room:
    """A conversation as one process hears it, and its sockets there."""

    def __init__(self, conversation: int):
        self.id = conversation
        self.sockets: set = set()
        self.participants_version = self.told = 0
        self.shares_activity = False
        self.refreshing = None
        self.stream = RoomStream(self)
        self._waiting: list[dict] = []

    def open(self, head):
        """Begin at `head`, which was read when the conversation was already followed."""
        if self.stream.held:
            self.stream.cursor = head.version
            self.stream.noted = max(self.stream.noted, head.version)
            self.stream.held = False
            self.participants_version = head.participants_version
            self.shares_activity = head.shares_activity

    def must_refresh(self, call: dict) -> bool:
        """Whether somebody has come or gone since this process last looked."""
        self.told = max(self.told, call["roster"])
        return (
            self.refreshing is None
            and not self.stream.held
            and call["roster"] > self.participants_version
        )

    def hear(self, call: dict):
        if self.refreshing is not None:
            self._waiting.append(call)
        elif (version := call["version"]) is not None:
            self.stream.offer(Changes(version - len(call["texts"]), version, call["texts"]))
            if not call["texts"]:
                self._nudge()
        elif call["texts"]:
            frames = FrameBatch(call["texts"])
            for socket in self.sockets:
                if socket.user != call["but"] and self.id in socket.streams:
                    socket.send_batch(frames)

    def refreshed(self, participants_version: int) -> list[dict]:
        """Note who is in it now; the calls that waited for that, to be handed on."""
        self.participants_version = participants_version
        self.refreshing = None
        waiting, self._waiting = self._waiting, []
        return waiting

    def _nudge(self):
        """Have the sockets look whether they lack what this process has passed on: one of them may
        have been without a database just then."""
        self.stream.pass_on(Changes(self.stream.cursor, self.stream.cursor, []))


class RoomStream(Stream):
    """A conversation as this process hears it, for all its sockets there."""

    __slots__ = ("_room",)

    def __init__(self, room: Room):
        super().__init__(0, held=True)
        self._room = room

    async def read(self, version: int):
        asking = list(self._room.sockets)
        changes, members = await database_executor.run(snapshots.changes, self._room.id, version)
        for socket in asking:
            if socket.user not in members:
                # They may have gone before the last of these was written, and the call that tells
                # of it is still on its way: it puts them out, this only keeps them from hearing.
                socket.streams.pop(self._room.id, None)
        return changes

    def pass_on(self, changes: Changes):
        for socket in self._room.sockets:
            if stream := socket.streams.get(self._room.id):
                stream.offer(changes)
