from chat import heads
from chat.stream import Stream
from live import database


class Room:
    """A conversation as one process hears it, and its sockets there."""

    def __init__(self, conversation: int):
        self.id = conversation
        self.group = f"conversation.{conversation}"
        self.sockets: set = set()
        self.roster = 0
        self.refreshing = None
        self.stream = Stream(0, self._read, self._write, held=True)
        self._waiting: list[dict] = []

    def open(self, head):
        """Begin at `head`, which was read when the conversation was already followed."""
        if self.stream.held:
            self.stream.cursor = head.version
            self.stream.noted = max(self.stream.noted, head.version)
            self.stream.held = False
            self.roster = head.roster

    def must_refresh(self, call: dict) -> bool:
        """Whether somebody has come or gone since this process last looked."""
        return self.refreshing is None and not self.stream.held and call["roster"] > self.roster

    async def hear(self, call: dict):
        if self.refreshing is not None:
            self._waiting.append(call)
        elif call["version"] is not None:
            await self.stream.offer(call["version"], call["text"])
            if call["text"] is None:
                await self._nudge()
        elif call["text"] is not None:
            for socket in list(self.sockets):
                if socket.user != call["but"] and self.id in socket.streams:
                    await socket.write(call["text"])

    def refreshed(self, roster: int) -> list[dict]:
        """Note who is in it now; the calls that waited for that, to be handed on."""
        self.roster = roster
        self.refreshing = None
        waiting, self._waiting = self._waiting, []
        return waiting

    async def _nudge(self):
        """Have the sockets look whether they lack what this process has passed on: one of them may
        have been without a database just then."""
        for socket in list(self.sockets):
            if stream := socket.streams.get(self.id):
                await stream.offer(self.stream.cursor)

    async def _read(self, version: int):
        asking = list(self.sockets)
        changes, members = await database.run(heads.changes, self.id, version)
        for socket in asking:
            if socket.user not in members:
                # They may have gone before the last of these was written, and the call that tells
                # of it is still on its way: it puts them out, this only keeps them from hearing.
                socket.streams.pop(self.id, None)
        return changes

    async def _write(self, version: int, text: str):
        for socket in list(self.sockets):
            if stream := socket.streams.get(self.id):
                await stream.offer(version, text)
