"""The connections of one process, and the events that they receive.

A process receives every event and passes a conversation's events to the sockets of its
participants. A socket is registered for a conversation before its snapshot is read, so no event is
lost in between. Events that the channel layer lost are noticed by their versions (see Stream). A
lost last event, which no later one reveals, is found by reconciliation (see reconcile).
"""

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Never

from django.db import Error as DatabaseError

from chat.delivery import listing_updates, presence, publish, reconcile, snapshots
from chat.delivery.room import Room
from chat.delivery.snapshots import ParticipantList, Snapshot
from chat.delivery.sockets import Socket
from chat.protocol import outgoing
from realtime import database_executor, pubsub
from realtime.channel_layer import Event
from realtime.together import Together

log = logging.getLogger(__name__)

_snapshots_of = Together(snapshots.all_of_users)
_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def current() -> "Hub":
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}  # by conversation
        self.people: dict[int, set[Socket]] = {}  # by user
        self._started: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def join(self, socket: Socket) -> dict[int, Snapshot]:
        """Register a socket for all conversations of its user. Returns their snapshots."""
        if self._started is None:
            self._started = asyncio.create_task(self._start())
        await asyncio.shield(self._started)
        sockets = self.people.setdefault(socket.user, set())
        sockets.add(socket)
        is_first = len(sockets) == 1
        registered: set[int] = set()
        while True:
            found = await _snapshots_of(socket.user)
            if registered.issuperset(found):
                break
            # Events of these conversations have been missed so far: query again once registered.
            self._register(socket, found.keys() - registered)
            registered |= found.keys()
        if is_first:
            await presence.connected(
                socket.user,
                [
                    (pk, snapshot.participants_version)
                    for pk, snapshot in found.items()
                    if snapshot.shares_activity
                ],
            )
        return {
            conversation: snapshot
            for conversation, snapshot in found.items()
            if self.open(socket, conversation, snapshot)
        }

    def leave(self, socket: Socket) -> None:
        """Remove a closed socket, and the rooms that are empty without it."""
        sockets = self.people.get(socket.user, set())
        sockets.discard(socket)
        if not sockets:
            self.people.pop(socket.user, None)
            self._keep_task(asyncio.create_task(self._go_offline(socket.user)))
        for room in [room for room in self.rooms.values() if socket in room.sockets]:
            self._unregister(socket, room)

    async def close(self) -> None:
        """Cancel the tasks of this process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_offline(self, user: int) -> None:
        # Opening another page closes the socket only for a moment.
        await asyncio.sleep(presence.OFFLINE_DELAY)
        if user not in self.people:
            await presence.disconnected(user, self.people)

    def _keep_task(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_log_failure)

    async def _start(self) -> None:
        broker = await pubsub.subscribe("chat", self.on_event)
        for work in (
            partial(reconcile.run, self, broker),
            partial(reconcile.check_logins, self),
            partial(presence.run_heartbeat, self.people),
            partial(listing_updates.run, self.rooms),
        ):
            self._keep_task(asyncio.create_task(_run_forever(work)))

    def _register(self, socket: Socket, conversations: Iterable[int]) -> None:
        for conversation in conversations:
            self.rooms.setdefault(conversation, Room(conversation)).sockets.add(socket)

    def open(
        self, socket: Socket, conversation: int, snapshot: Snapshot, *, live: bool = False
    ) -> bool:
        """Start a conversation at a snapshot. Returns False if the socket is no longer registered:
        the user may have been removed since the snapshot was read."""
        room = self.rooms.get(conversation)
        if room is None or socket not in room.sockets:
            return False
        room.open(snapshot)
        # The participants may have changed after the snapshot, while no socket here was registered.
        self._pass_to_room(room, publish.event_for(conversation, room.announced_version, []))
        socket.open(conversation, snapshot.version, room.stream.noted, live=live)
        return True

    def _unregister(self, socket: Socket, room: Room) -> None:
        room.sockets.discard(socket)
        socket.streams.pop(room.id, None)
        if not room.sockets and self.rooms.get(room.id) is room:
            del self.rooms[room.id]

    # Events ---------------------------------------------------------------------------------------

    def on_event(self, event: Event) -> None:
        """Pass an event on. Nothing here waits, so the order of events is kept."""
        try:
            if (user := event.get("login")) is not None:
                if user in self.people:
                    check = reconcile.disconnect_ended_logins(self, {user})
                    self._keep_task(asyncio.create_task(check))
            elif (user := event.get("person")) is not None:
                self._pass_to_user(user, event)
            elif room := self.rooms.get(event.get("conversation", 0)):
                self._pass_to_room(room, event)
        except Exception:
            # One faulty event must not keep the process from the others.
            log.exception("an event was dropped")

    def _pass_to_room(self, room: Room, event: Event) -> None:
        if room.must_refresh(event):
            room.refreshing = asyncio.create_task(self.refresh_participants(room))
            self._keep_task(room.refreshing)
        room.receive(event)

    def _pass_to_user(self, user: int, event: Event) -> None:
        for socket in list(self.people.get(user, ())):
            if event["text"] is not None:
                socket.send_text(event["text"])
            else:
                # In a task: its query must not delay later events.
                socket.keep_task(asyncio.create_task(self._join_one(socket, event["joined"])))

    async def _join_one(self, socket: Socket, conversation: int) -> None:
        room = self.rooms.get(conversation)
        if room and room.refreshing and socket in room.sockets:
            # It may have read the participants before this user was added again, and remove them.
            await asyncio.wait({room.refreshing})
        if conversation in socket.streams:
            return
        self._register(socket, [conversation])
        try:
            snapshot = await database_executor.run(
                snapshots.of_conversation, socket.user, conversation
            )
        except DatabaseError as error:
            log.warning("reconciliation will join a conversation: %r", error)
            return
        if conversation in socket.streams:
            # Two events announced it. The stream of the first knows what has been sent.
            return
        if snapshot and socket in self.people.get(socket.user, ()):
            if self.open(socket, conversation, snapshot, live=True):
                frame = outgoing.ConversationFrame(snapshot.as_dict())
                socket.send_text(frame.text())
                await socket.catch_up(conversation)
        elif room := self.rooms.get(conversation):
            self._unregister(socket, room)

    async def refresh_participants(self, room: Room) -> None:
        """Remove the sockets of users who have left before any later event is passed on, and send
        the name and the participants to the others."""
        # Later sockets load their snapshot after this loads the participants.
        before, participants_version = list(room.sockets), room.participants_version
        try:
            participants = await database_executor.run(snapshots.participant_list, room.id)
            if participants.shares_activity and not room.shares_activity:
                await self._share_activity(room, participants)
            participants_version = participants.participants_version
            self._send_participants(room, participants, before)
        except DatabaseError as error:
            log.warning("could not load the participants of a conversation: %r", error)
            await asyncio.sleep(1)
        except Exception:
            # Without the pause, the immediate retry would block the event loop.
            log.exception("could not load the participants of a conversation")
            await asyncio.sleep(1)
        finally:
            for event in room.finish_refresh(participants_version):
                self.on_event(event)

    async def _share_activity(self, room: Room, participants: ParticipantList) -> None:
        """Both sides of an inquiry have written: publish to each whether the other is online.
        Repeat until nothing has changed, because somebody may go offline after the query."""
        users = [person["id"] for person in participants.people]
        published: set[int] = set()
        while (
            online := set(await database_executor.run(presence.online_among, users))
        ) != published:
            for user in online ^ published:
                texts = [presence.presence_frame(user, online=user in online)]
                version = participants.participants_version
                room.receive(publish.event_for(room.id, version, texts, except_user=user))
            published = online
        room.shares_activity = True

    def _send_participants(
        self, room: Room, participants: ParticipantList, before: list[Socket]
    ) -> None:
        changed = outgoing.ConversationFrame(participants.as_dict()).text()
        removed = outgoing.ConversationFrame({"id": room.id, "member": False}).text()
        for socket in list(room.sockets):
            if socket.user in participants:
                socket.send_text(changed)
            elif socket in before:
                self._unregister(socket, room)
                socket.send_text(removed)


async def _run_forever(work: Callable[[], Awaitable[None]]) -> Never:
    """Restart work that fails: without it the process would look healthy and miss events."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("restarting a background task of the chat")
            await asyncio.sleep(1)


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a background task of the chat has failed", exc_info=error)
