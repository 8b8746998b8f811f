"""The chat sockets of one process, and the conversations that they follow.

A socket is registered for a conversation before its snapshot is read, so no event is lost in
between. `ConversationLog` notices events that the channel layer lost by their versions;
reconciliation finds a lost last event, which no later one reveals.
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from django.db import Error as DatabaseError

from accounts.authentication import logins
from chat.delivery import listing_updates, presence, publish, snapshots
from chat.delivery.conversation_log import ConversationLog
from chat.delivery.snapshots import Snapshot
from chat.delivery.sockets import Socket
from chat.protocol import outgoing
from realtime import database_executor, pubsub, user_events
from realtime.batcher import batched_by_key
from realtime.channel_layer import Event
from realtime.event_loop import PerEventLoop
from realtime.registry import Registry

log = logging.getLogger(__name__)

LOGIN_CHECK_INTERVAL = 2  # seconds
_snapshots_of = batched_by_key(snapshots.all_of_users)


class ConnectionRegistry(Registry):
    def __init__(self) -> None:
        super().__init__()
        self.conversations: dict[int, ConversationLog] = {}
        self.users: dict[int, set[Socket]] = {}

    async def start(self) -> None:
        self.tasks.run_forever(self._check_logins)
        self.tasks.run_forever(partial(presence.run_heartbeat, self.users))
        self.tasks.run_forever(partial(listing_updates.run, self.conversations))

    # Sockets --------------------------------------------------------------------------------------

    async def join(self, socket: Socket) -> dict[int, Snapshot]:
        """Register a socket for all conversations of its user. Returns their snapshots."""
        await self.open()
        sockets = self.users.setdefault(socket.user, set())
        sockets.add(socket)
        is_first = len(sockets) == 1
        receive = partial(self._receive_user_event, socket.user)
        await pubsub.broker().subscribe({user_events.topic_of(socket.user): receive})
        snapshots_by_id = await _snapshots_of(socket.user)
        while new := [pk for pk in snapshots_by_id if not self._is_registered(socket, pk)]:
            await self._register(socket, new)
            # Events have been missed so far: query again once registered.
            snapshots_by_id = await _snapshots_of(socket.user)
        if is_first:
            shared = [
                (pk, snapshot.participants_version)
                for pk, snapshot in snapshots_by_id.items()
                if snapshot.shares_activity
            ]
            await presence.connected(socket.user, shared)
        return {
            pk: snapshot
            for pk, snapshot in snapshots_by_id.items()
            if self._is_registered(socket, pk) and self.conversations[pk].open(socket, snapshot)
        }

    async def start_socket(self, socket: Socket, versions: dict[int, int] | None = None) -> bool:
        """Send a socket the changes after the `versions` that its tab has seen; conversations
        without one start where they were when it connected. Returns whether nothing is missing."""
        socket.started = True
        complete = True
        for pk in list(socket.opened):
            if pk in socket.opened:
                complete &= await self.conversations[pk].start(socket, (versions or {}).get(pk))
        return complete

    def leave(self, socket: Socket) -> None:
        """Remove a closed socket, and the conversations that are empty without it."""
        sockets = self.users.get(socket.user, set())
        sockets.discard(socket)
        if not sockets and self.users.pop(socket.user, None) is not None:
            pubsub.broker().unsubscribe(user_events.topic_of(socket.user))
            self.tasks.start(self._go_offline(socket.user))
        for conversation in list(self.conversations.values()):
            if socket in conversation.sockets:
                self._unregister(socket, conversation)

    async def _go_offline(self, user: int) -> None:
        # Opening another page closes the socket only for a moment.
        await asyncio.sleep(presence.OFFLINE_DELAY)
        if user not in self.users:
            await presence.disconnected(user, self.users)

    def _is_registered(self, socket: Socket, conversation: int) -> bool:
        found = self.conversations.get(conversation)
        return found is not None and socket in found.sockets

    async def _register(self, socket: Socket, conversations: Iterable[int]) -> None:
        subscribers = {}
        for pk in conversations:
            if pk not in self.conversations:
                self.conversations[pk] = ConversationLog(pk, self.tasks, self._unregister)
            self.conversations[pk].sockets.add(socket)
            subscribers[publish.topic_of(pk)] = self.conversations[pk].receive_event
        await pubsub.broker().subscribe(subscribers)

    def _unregister(self, socket: Socket, conversation: ConversationLog) -> None:
        conversation.unregister(socket)
        if not conversation.sockets and self.conversations.get(conversation.id) is conversation:
            del self.conversations[conversation.id]
            pubsub.broker().unsubscribe(publish.topic_of(conversation.id))

    # Events ---------------------------------------------------------------------------------------

    def _receive_user_event(self, user: int, event: Event) -> None:
        if event["login_ended"]:
            self.tasks.start(self.disconnect_ended_logins([user]))
        for socket in list(self.users.get(user, ())):
            if event["text"] is not None:
                socket.send_text(event["text"])
            elif event["joined"] is not None:
                # In a task: its query must not delay later events.
                self.tasks.start(self._join_conversation(socket, event["joined"]))

    async def _join_conversation(self, socket: Socket, pk: int) -> None:
        conversation = self.conversations.get(pk)
        if conversation and conversation.refreshing and socket in conversation.sockets:
            # It may have read the participants before this user was added again, and remove them.
            await asyncio.wait({conversation.refreshing})
        if pk in socket.opened:
            return
        await self._register(socket, [pk])
        if (conversation := self.conversations.get(pk)) is None:
            return  # all have left meanwhile
        snapshot = None
        try:
            snapshot = await database_executor.run(snapshots.of_conversation, socket.user, pk)
        except DatabaseError as error:
            log.warning("reconciliation will join a conversation: %r", error)
        if pk in socket.opened:
            # Two events announced it.
            return
        if not snapshot or socket not in self.users.get(socket.user, ()):
            self._unregister(socket, conversation)
        elif conversation.open(socket, snapshot):
            socket.send_text(outgoing.ConversationFrame(snapshot.as_dict()).text())
            if socket.started:
                await conversation.start(socket)

    # Reconciliation -------------------------------------------------------------------------------

    async def reconcile(self) -> None:
        """Compare all conversations of the connected users with the database."""
        # A socket that joins during the query may be missing from its result.
        registered = {
            (socket.user, pk)
            for pk, conversation in self.conversations.items()
            for socket in conversation.sockets
        }
        try:
            rows = await database_executor.run(snapshots.versions_of_users, list(self.users))
        except DatabaseError as error:
            log.warning("could not reconcile conversations: %r", error)
            return
        found = set()
        for user, pk, participants_version, version in rows:
            found.add((user, pk))
            if conversation := self.conversations.get(pk):
                conversation.announce_participants(participants_version)
                conversation.announce(version)
            for socket in self.users.get(user, ()):
                if socket.is_ready and pk not in socket.opened:
                    self.tasks.start(self._join_conversation(socket, pk))
        for pk in {pk for _, pk in registered - found}:
            if conversation := self.conversations.get(pk):
                # A connected user seems to be no participant any more.
                conversation.reload_participants()

    async def _check_logins(self) -> None:
        """Disconnect sockets whose login has ended without an event. Never returns."""
        while True:
            await asyncio.sleep(LOGIN_CHECK_INTERVAL)
            await self.disconnect_ended_logins(self.users)

    async def disconnect_ended_logins(self, users: Iterable[int]) -> None:
        """Close the sockets of these users whose login has ended: they logged out, changed the
        password, or may not log in any more."""
        sockets = [socket for user in users for socket in self.users.get(user, ())]
        if not sockets:
            return
        try:
            valid = await database_executor.run(
                logins.still_valid, {socket.login for socket in sockets}
            )
        except DatabaseError as error:
            log.warning("could not check logins: %r", error)
            return
        for socket in sockets:
            if socket.login not in valid:
                await socket.close()


current = PerEventLoop(ConnectionRegistry)
