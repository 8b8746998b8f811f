from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from django.db import Error as DatabaseError

from chat.delivery import presence, publish, snapshots
from chat.delivery.snapshots import ParticipantList, Snapshot
from chat.delivery.sockets import Socket
from chat.protocol import outgoing
from realtime import database_executor
from realtime.background import BackgroundTasks
from realtime.channel_layer import Event
from realtime.connection import FrameBatch
from realtime.event_log import Change, EventLog

log = logging.getLogger(__name__)


class ConversationLog(EventLog[Socket]):
    """A conversation in one process: its latest changes, and the sockets of its participants.

    A socket is registered in `sockets` before its snapshot is read, so it misses no event in
    between, and follows the log once it is `open`ed at that snapshot. When the participants have
    changed, events wait until they are loaded, so a removed participant receives nothing later.
    """

    def __init__(
        self,
        conversation: int,
        tasks: BackgroundTasks,
        on_removed: Callable[[Socket, ConversationLog], None],
    ) -> None:
        """`on_removed` is called with each socket of a user who is no longer a participant."""
        super().__init__(tasks)
        self.id = conversation
        self.sockets: set[Socket] = set()
        self.participants_version = self._announced_participants = 0
        self.shares_activity = False
        self.refreshing: asyncio.Task[None] | None = None
        self._on_removed = on_removed
        self._waiting: list[Event] = []  # for the refresh

    def open(self, socket: Socket, snapshot: Snapshot) -> bool:
        """Let a socket follow the conversation from a snapshot. Returns False if the socket is not
        registered: the user may have been removed since the snapshot was read."""
        if socket not in self.sockets:
            return False
        if not self.is_followed:
            self.participants_version = snapshot.participants_version
            self.shares_activity = snapshot.shares_activity
        socket.opened[self.id] = snapshot.version
        self.add(socket, snapshot.version)
        # They may have changed after the snapshot, while no socket here was registered.
        self.announce_participants(snapshot.participants_version)
        return True

    def opened_sockets(self) -> list[Socket]:
        return [socket for socket in self.sockets if self.id in socket.opened]

    def unregister(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self.stop_following(socket)

    def stop_following(self, socket: Socket) -> None:
        self.remove(socket)
        socket.opened.pop(self.id, None)

    async def start(self, socket: Socket, seen: int | None = None) -> bool:
        """Send the changes after the version that a tab has `seen`, or after its snapshot. Returns
        False if some are missing: the database can't be reached, or they are older than changes
        that this tab has already received, and can't follow them."""
        position, opened_at = self.position(socket), socket.opened[self.id]
        if seen is not None:
            if position == opened_at:
                position = socket.opened[self.id] = max(0, min(seen, self.announced))
            elif seen < opened_at:
                return False
        return await self.resume(socket, position)

    # Events ---------------------------------------------------------------------------------------

    def receive_event(self, event: Event) -> None:
        """Take an event of `publish.event_for`. Nothing here waits, so the order of events is
        kept."""
        self.announce_participants(event["participants_version"])
        if self.refreshing is not None:
            self._waiting.append(event)
        elif (version := event["version"]) is not None:
            self.receive(version - len(event["texts"]), event["texts"])
        else:
            self._send(event["texts"], except_user=event["except_user"])

    def announce_participants(self, version: int) -> None:
        """Reload the participants if they have changed since they were loaded."""
        self._announced_participants = max(self._announced_participants, version)
        if self._announced_participants > self.participants_version and self.is_followed:
            self.reload_participants()

    def reload_participants(self) -> None:
        if self.refreshing is None:
            self.refreshing = self._tasks.start(self._refresh_participants())

    def _send(self, texts: list[str], *, except_user: int | None) -> None:
        frames = FrameBatch(texts)
        for socket in self.opened_sockets():
            if socket.user != except_user:
                socket.send_batch(frames)

    async def load(self, version: int) -> list[Change]:
        while True:
            before = set(self.sockets)
            changes, participants = await database_executor.run(
                snapshots.changes_after, self.id, version
            )
            others = [socket for socket in self.sockets if socket.user not in participants]
            if before.issuperset(others):
                break
            # One of them was registered during the query, so it may have joined after it.
        for socket in others:
            # They may have left before the last of these changes. The event that removes them may
            # still be on its way; this keeps the changes from them.
            self.stop_following(socket)
            self.reload_participants()
        return changes

    # Participants ---------------------------------------------------------------------------------

    async def _refresh_participants(self) -> None:
        """Remove the sockets of users who have left before any later event is passed on, and send
        the name and the participants to the others."""
        # Later sockets load their snapshot after this loads the participants.
        before, participants_version = list(self.sockets), self.participants_version
        try:
            participants = await database_executor.run(snapshots.participant_list, self.id)
            if participants.shares_activity and not self.shares_activity:
                await self._share_activity(participants)
            participants_version = participants.participants_version
            self._send_participants(participants, before)
        except DatabaseError as error:
            log.warning("could not load the participants of a conversation: %r", error)
            await asyncio.sleep(1)
        except Exception:
            # Without the pause, the immediate retry would block the event loop.
            log.exception("could not load the participants of a conversation")
            await asyncio.sleep(1)
        finally:
            self.participants_version = participants_version
            self.refreshing = None
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                self.receive_event(event)
            self.announce_participants(self._announced_participants)

    async def _share_activity(self, participants: ParticipantList) -> None:
        """Both sides of an inquiry have written: send to each whether the other is online. Repeat
        until nothing has changed, because somebody may go offline after the query."""
        users = [person["id"] for person in participants.people]
        sent: set[int] = set()
        while (online := set(await database_executor.run(presence.online_among, users))) != sent:
            for user in online ^ sent:
                text = presence.presence_frame(user, online=user in online)
                version = participants.participants_version
                self.receive_event(publish.event_for(self.id, version, [text], except_user=user))
            sent = online
        self.shares_activity = True

    def _send_participants(self, participants: ParticipantList, before: list[Socket]) -> None:
        changed = outgoing.ConversationFrame(participants.as_dict()).text()
        removed = outgoing.ConversationFrame({"id": self.id, "member": False}).text()
        for socket in list(self.sockets):
            if socket.user in participants:
                socket.send_text(changed)
            elif socket in before:
                self._on_removed(socket, self)
                socket.send_text(removed)
