"""What one process hears, and which of its sockets want it.

A process follows a conversation once, however many of its sockets are in it, and hands what comes
to them. It subscribes first and reads the state after: nothing can fall between. Whatever the
channel layer lost is found again by the numbers (see Stream), and a lost last change, which has
no successor to betray it, by looking at the heads of all conversations now and then.
"""

import asyncio
import logging
import weakref

from django.db import Error as DatabaseError

from chat import broadcast, database, heads, presence, wire
from chat.room import Room
from chat.sockets import Socket

log = logging.getLogger(__name__)

SWEEP = 5  # seconds between two looks at the heads

_hubs: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def current() -> "Hub":
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


class Hub:
    def __init__(self):
        self.rooms: dict[int, Room] = {}
        self.people: dict[int, set[Socket]] = {}
        self._calls: asyncio.Queue = asyncio.Queue()
        self._followed: set[str] = set()
        self._following = asyncio.Lock()
        self._channel = None
        self._tasks: set[asyncio.Task] = set()

    async def join(self, socket: Socket) -> dict[int, heads.Head]:
        """Put a socket into all conversations of its person; the state that it starts from."""
        self._start()
        sockets = self.people.setdefault(socket.user, set())
        sockets.add(socket)
        if len(sockets) == 1:
            await presence.arrived(socket.user)
        await self._follow(f"person.{socket.user}")
        followed: set[int] = set()
        while True:
            state = await database.run(heads.of_person, socket.user)
            if followed.issuperset(state):
                break
            # Somebody may have added the person just now: look again once those are followed.
            await self._enter(socket, state.keys() - followed)
            followed |= state.keys()
        for conversation, head in state.items():
            self._open(socket, conversation, head)
        return state

    async def leave(self, socket: Socket):
        """Forget a socket that is closed, and unfollow what no other socket here wants."""
        sockets = self.people.get(socket.user, set())
        sockets.discard(socket)
        if not sockets:
            self.people.pop(socket.user, None)
            await self._unfollow(f"person.{socket.user}")
            self._keep(asyncio.create_task(self._depart(socket.user)))
        for room in [room for room in self.rooms.values() if socket in room.sockets]:
            await self._part(room, socket)

    async def _depart(self, user: int):
        # Who only turns a page is back at once.
        await asyncio.sleep(presence.LINGER)
        if user not in self.people:
            await presence.departed(user)

    def _keep(self, task: asyncio.Task):
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start(self):
        if not self._tasks:
            for work in (self._work(), self._sweep(), presence.keep_up(self.people)):
                self._keep(asyncio.create_task(work))

    async def _enter(self, socket, conversations):
        for conversation in conversations:
            room = self.rooms.setdefault(conversation, Room(conversation))
            room.sockets.add(socket)
            await self._follow(room.group)

    def _open(self, socket, conversation, head, *, live=False):
        room = self.rooms[conversation]
        room.open(head)
        socket.open(conversation, head.version, room.stream.noted, live=live)

    async def _part(self, room, socket):
        room.sockets.discard(socket)
        socket.streams.pop(room.id, None)
        if not room.sockets and self.rooms.get(room.id) is room:
            del self.rooms[room.id]
            await self._unfollow(room.group)

    # Groups of the channel layer --------------------------------------------------------------

    async def _follow(self, group: str):
        if group in self._followed:
            return
        async with self._following:
            try:
                if self._channel is None:
                    self._channel = await broadcast.listen(self._calls.put)
                await broadcast.follow(group, self._channel)
                self._followed.add(group)
            except broadcast.LAYER_ERRORS as error:
                # The sweep follows it later; until then it finds by the heads what is missed.
                log.warning("can't follow %s yet: %r", group, error)

    async def _unfollow(self, group: str):
        async with self._following:
            if group in self._wanted() or group not in self._followed:
                return
            self._followed.discard(group)
            try:
                await broadcast.unfollow(group, self._channel)
            except broadcast.LAYER_ERRORS as error:
                log.warning("can't leave %s: %r", group, error)

    def _wanted(self) -> set[str]:
        rooms = {room.group for room in self.rooms.values()}
        return rooms | {f"person.{person}" for person in self.people}

    # What comes in ----------------------------------------------------------------------------

    async def _work(self):
        """The one task that hands calls on, so that their order is kept."""
        while True:
            call = await self._calls.get()
            try:
                await self._hand_on(call)
            except Exception:
                # One call that can't be handed on must not silence the process.
                log.exception("a call was dropped")

    async def _hand_on(self, call: dict):
        if refreshed := call.get("refreshed"):
            for waiting in refreshed.refreshed(call["roster"]):
                await self._hand_on(waiting)
        elif (person := call.get("person")) is not None:
            await self._hand_to_person(person, call)
        elif (room := self.rooms.get(call.get("conversation"))) is not None:
            if room.must_refresh(call):
                room.refreshing = asyncio.create_task(self._refresh(room))
            await room.hear(call)

    async def _hand_to_person(self, person, call):
        for socket in list(self.people.get(person, ())):
            if call["joined"] is not None:
                # Follows and reads, which must not hold up the calls behind.
                socket.keep(asyncio.create_task(self._join_one(socket, call["joined"])))
            elif call["text"]:
                await socket.write(call["text"])

    async def _join_one(self, socket: Socket, conversation: int):
        if conversation in socket.streams:
            return
        await self._enter(socket, [conversation])
        state = await database.run(heads.of_person, socket.user, conversation)
        if conversation in state and socket in self.people.get(socket.user, ()):
            self._open(socket, conversation, state[conversation], live=True)
            await socket.write(wire.ConversationFrame(state[conversation].described()).text())
        else:
            await self._part(self.rooms[conversation], socket)

    async def _refresh(self, room: Room):
        """Put out whoever has left, before anything later is handed on."""
        try:
            roster, members = await database.run(heads.members, room.id)
        except DatabaseError as error:
            log.warning("a conversation waits for its participants: %r", error)
            await asyncio.sleep(1)
            roster, members = room.roster, {socket.user for socket in room.sockets}
        for socket in [socket for socket in room.sockets if socket.user not in members]:
            await self._part(room, socket)
            gone = wire.ConversationFrame({"id": room.id, "member": False})
            await socket.write(gone.text())
        await self._calls.put({"refreshed": room, "roster": roster})

    async def _sweep(self):
        while True:
            await asyncio.sleep(SWEEP)
            for group in self._wanted() - self._followed:
                await self._follow(group)
            try:
                found = await database.run(heads.of_conversations, list(self.rooms))
            except DatabaseError as error:
                log.warning("can't look at the heads: %r", error)
                continue
            for call in found:
                await self._calls.put(call)
