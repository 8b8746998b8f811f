"""What one process hears, and which of its sockets want it.

A process hears every call, and hands what comes of a conversation to those of its sockets that are
in it. A socket is in its rooms first and has the state read after: nothing can fall between.
Whatever the channel layer lost is found again by the numbers (see Stream), and a lost last change,
which has no successor to betray it, by looking at the heads of all conversations (see rounds).
"""

import asyncio
import logging
import weakref
from functools import partial

from django.db import Error as DatabaseError

from chat.delivery import listing_updates, presence, publish, reconcile, snapshots
from chat.delivery.room import Room
from chat.delivery.sockets import Socket
from chat.protocol import outgoing
from realtime import database_executor, pubsub
from realtime.together import Together

log = logging.getLogger(__name__)

_heads_of = Together(snapshots.of_each)
_hubs: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def current() -> "Hub":
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    def __init__(self):
        self.rooms: dict[int, Room] = {}
        self.people: dict[int, set[Socket]] = {}
        self._begun: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()

    async def join(self, socket: Socket) -> dict[int, snapshots.Head]:
        """Put a socket into all conversations of its person; the state that it starts from."""
        if self._begun is None:
            self._begun = asyncio.create_task(self._begin())
        await asyncio.shield(self._begun)
        sockets = self.people.setdefault(socket.user, set())
        sockets.add(socket)
        is_first = len(sockets) == 1
        entered: set[int] = set()
        while True:
            state = await _heads_of(socket.user)
            if entered.issuperset(state):
                break
            # What was said of those rooms meanwhile went by: look again from inside.
            self._enter(socket, state.keys() - entered)
            entered |= state.keys()
        if is_first:
            await presence.arrived(
                socket.user,
                [
                    (pk, head.participants_version)
                    for pk, head in state.items()
                    if head.shares_activity
                ],
            )
        return {
            conversation: head
            for conversation, head in state.items()
            if self.open(socket, conversation, head)
        }

    def leave(self, socket: Socket):
        """Forget a socket that is closed, and the rooms that no other socket here is in."""
        sockets = self.people.get(socket.user, set())
        sockets.discard(socket)
        if not sockets:
            self.people.pop(socket.user, None)
            self._keep(asyncio.create_task(self._depart(socket.user)))
        for room in [room for room in self.rooms.values() if socket in room.sockets]:
            self._part(room, socket)

    async def close(self) -> None:
        """Cancel the tasks of this process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _depart(self, user: int):
        # Who only turns a page is back at once.
        await asyncio.sleep(presence.LINGER)
        if user not in self.people:
            await presence.departed(user, self.people)

    def _keep(self, task: asyncio.Task):
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_tell_if_failed)

    async def _begin(self):
        broker = await pubsub.subscribe("chat", self.hear)
        works = (
            partial(reconcile.sweep, self, broker),
            partial(reconcile.watch_logins, self),
            partial(presence.keep_up, self.people),
            partial(listing_updates.keep_up, self.rooms),
        )
        for work in works:
            self._keep(asyncio.create_task(_go_on(work)))

    def _enter(self, socket, conversations):
        for conversation in conversations:
            self.rooms.setdefault(conversation, Room(conversation)).sockets.add(socket)

    def open(self, socket, conversation, head, *, live=False) -> bool:
        """Whether it is in the room: it may have been put out since its place was read."""
        room = self.rooms.get(conversation)
        if room is None or socket not in room.sockets:
            return False
        room.open(head)
        # Somebody may have come or gone since that was read, before anybody here was in.
        self._hand_to_room(room, publish.call_of(conversation, room.told, []))
        socket.open(conversation, head.version, room.stream.noted, live=live)
        return True

    def _part(self, room, socket):
        room.sockets.discard(socket)
        socket.streams.pop(room.id, None)
        if not room.sockets and self.rooms.get(room.id) is room:
            del self.rooms[room.id]

    # What comes in ----------------------------------------------------------------------------

    def hear(self, call: dict):
        """Hand a call on. Nothing here waits, so that the order of the calls is kept."""
        try:
            if (user := call.get("login")) is not None:
                if user in self.people:
                    self._keep(asyncio.create_task(reconcile.turn_out(self, {user})))
            elif (person := call.get("person")) is not None:
                self._hand_to_person(person, call)
            elif (room := self.rooms.get(call.get("conversation"))) is not None:
                self._hand_to_room(room, call)
        except Exception:
            # One call that can't be handed on must not silence the process.
            log.exception("a call was dropped")

    def _hand_to_room(self, room: Room, call: dict):
        if room.must_refresh(call):
            room.refreshing = asyncio.create_task(self.refresh_participants(room))
            self._keep(room.refreshing)
        room.hear(call)

    def _hand_to_person(self, person, call):
        for socket in list(self.people.get(person, ())):
            if call["text"] is not None:
                socket.send_text(call["text"])
            else:
                # It reads, which must not hold up the calls behind.
                socket.keep(asyncio.create_task(self._join_one(socket, call["joined"])))

    async def _join_one(self, socket: Socket, conversation: int):
        room = self.rooms.get(conversation)
        if room and room.refreshing and socket in room.sockets:
            # It may have read the people before this one was let in again, and puts them out.
            await asyncio.wait({room.refreshing})
        if conversation in socket.streams:
            return
        self._enter(socket, [conversation])
        try:
            head = await database_executor.run(snapshots.of_place, socket.user, conversation)
        except DatabaseError as error:
            log.warning("a conversation is joined at the next look: %r", error)
            return
        if conversation in socket.streams:
            # Two calls told of it: the first one's stream knows what is out already.
            return
        if head and socket in self.people.get(socket.user, ()):
            if self.open(socket, conversation, head, live=True):
                frame = outgoing.ConversationFrame(head.described())
                socket.send_text(frame.text())
                await socket.flow(conversation)
        elif room := self.rooms.get(conversation):
            self._part(room, socket)

    async def refresh_participants(self, room: Room):
        """Put out whoever has left, before anything later is handed on, and tell those who stay
        what it is called and who is in it."""
        # Who enters from here on had their place read later than this reads the people.
        asking, participants_version = list(room.sockets), room.participants_version
        try:
            circle = await database_executor.run(snapshots.circle, room.id)
            if circle.shares_activity and not room.shares_activity:
                await self._begin_to_share(room, circle)
            participants_version = circle.participants_version
            self._tell_circle(room, circle, asking)
        except DatabaseError as error:
            log.warning("a conversation waits for its participants: %r", error)
            await asyncio.sleep(1)
        except Exception:
            # Whatever it is, to try again at once would keep everyone else from the loop.
            log.exception("a conversation waits for its participants")
            await asyncio.sleep(1)
        finally:
            for waiting in room.refreshed(participants_version):
                self.hear(waiting)

    async def _begin_to_share(self, room: Room, circle: snapshots.Circle):
        """Both sides of an inquiry have written: publish to each whether the other is online.
        Repeat until nothing has changed, because somebody may go offline after the query."""
        people = [person["id"] for person in circle.people]
        published: set[int] = set()
        while (
            online := set(await database_executor.run(presence.online_among, people))
        ) != published:
            for user in online ^ published:
                texts = [presence.frame_of(user, online=user in online)]
                room.hear(publish.call_of(room.id, circle.participants_version, texts, but=user))
            published = online
        room.shares_activity = True

    def _tell_circle(self, room: Room, circle: snapshots.Circle, asking: list[Socket]):
        stays = outgoing.ConversationFrame(circle.described()).text()
        gone = outgoing.ConversationFrame({"id": room.id, "member": False}).text()
        for socket in list(room.sockets):
            if socket.user in circle:
                socket.send_text(stays)
            elif socket in asking:
                self._part(room, socket)
                socket.send_text(gone)


async def _go_on(work):
    """Do what has no end, whatever happens: without it the process would be deaf and look well."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("the chat of this process begins a part anew")
            await asyncio.sleep(1)


def _tell_if_failed(task: asyncio.Task):
    if not task.cancelled() and (error := task.exception()):
        log.error("the chat of this process has lost a part", exc_info=error)
