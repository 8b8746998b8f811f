"""The chat socket: it authenticates, parses frames, calls actions and sends their results. The
rules are in the actions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVarTuple

from django.db import Error as DatabaseError

from accounts.authentication.socket_sessions import load_user
from accounts.models import User
from chat import rate_limits
from chat.actions import message_edit, message_send, read_receipts
from chat.actions.message_send import Draft
from chat.delivery import connection_registry, listing_updates, presence, publish
from chat.delivery.sockets import Socket
from chat.errors import ChatError, Unavailable, conversation_not_found
from chat.models import Message
from chat.protocol import incoming, outgoing
from chat.protocol.message import body_of
from listings.models import Alert
from realtime import database_executor
from realtime.batcher import batched_by_key
from realtime.consumers import CLOSE_UNAVAILABLE, SocketConsumer

Args = TypeVarTuple("Args")

CLOSE_UNAUTHENTICATED = 4401
CLOSE_FAILED = 1011
# A tab that resumes does so at once. After this, it is sent the changes since its snapshot.
RESUME_TIMEOUT = 1.0  # seconds
MAX_CONCURRENT_SENDS = 32  # of one tab


class ChatConsumer(SocketConsumer):
    socket: Socket | None = None
    sends: frozenset[asyncio.Task[None]] | set[asyncio.Task[None]] = frozenset()

    async def connect(self) -> None:
        # ConnectionAdmission has accepted the socket.
        try:
            found = await load_user(self.scope)
            if found is None:
                await self.close(CLOSE_UNAUTHENTICATED)
                return
            self.user, login = found
            self.socket = socket = Socket(login, self.connection, self._disconnect)
            snapshots = await connection_registry.current().join(socket)
            online, alerts = await online_and_alerts_of(login.user)
        except DatabaseError:
            # The socket gets no events from here on, and its frames are ignored.
            await self.unregister()
            await self.close(CLOSE_UNAVAILABLE)
            return
        if self.socket is not socket:
            # Its login has ended meanwhile.
            connection_registry.current().leave(socket)
            return
        self.allowance = rate_limits.allowance_of(login.user)
        ready = outgoing.Ready(
            user=login.user,
            versions={pk: snapshot.version for pk, snapshot in snapshots.items()},
            conversations={pk: snapshot.state() for pk, snapshot in snapshots.items()},
            online=online,
            alerts=alerts,
        )
        socket.send_ready(ready.text())
        connection_registry.current().tasks.start(self._start_without_resume(socket))

    async def disconnect(self, code: int) -> None:
        if self.socket:
            await self._finish_sends()
        await self.unregister()

    async def unregister(self) -> None:
        socket, self.socket = self.socket, None
        if socket:
            connection_registry.current().leave(socket)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if (socket := self.socket) is None:
            return
        async with self._answer_errors(text_data):
            self.allowance.take_frame()
            frame = incoming.parse(text_data)
            if not socket.started and not isinstance(frame, incoming.Resume):
                await connection_registry.current().start_socket(socket)
            if isinstance(frame, incoming.Send):
                await self._send_message(frame, text_data)
            else:
                await self._finish_sends()
                await self._handle(socket, frame)

    @asynccontextmanager
    async def _answer_errors(self, text: str | None) -> AsyncIterator[None]:
        """Answer the frame `text` with an error frame if it fails."""
        try:
            yield
        except ChatError as error:
            await self._send(outgoing.error_frame(error, text))
        except DatabaseError:
            await self._send(outgoing.error_frame(Unavailable("Try again in a moment."), text))

    async def _send_message(self, frame: incoming.Send, text: str | None) -> None:
        """Start to store a message. More messages may follow meanwhile; other frames wait."""
        self.allowance.take_message()
        while len(self.sends) >= MAX_CONCURRENT_SENDS:
            await asyncio.wait(self.sends, return_when=asyncio.FIRST_COMPLETED)
        files = tuple(frame.attachments)
        draft = Draft(self.user, frame.conversation, frame.nonce, frame.body, files, frame.reply_to)
        task = asyncio.create_task(self._acknowledge(frame, text, message_send.send_batched(draft)))
        if not isinstance(self.sends, set):
            # Only now: tabs that never send, which are most, share the empty set of the class.
            self.sends = set()
        self.sends.add(task)
        task.add_done_callback(self.sends.discard)

    async def _acknowledge(
        self, frame: incoming.Send, text: str | None, stored: Awaitable[Message]
    ) -> None:
        try:
            async with self._answer_errors(text):
                message = await stored
                ack = outgoing.Ack(frame.nonce, message.conversation_id, body_of(message))
                await self._send(ack)
        except Exception:
            # As when a consumer fails: the tab reconnects and sends the message again.
            await self.close(CLOSE_FAILED)
            raise

    async def _finish_sends(self) -> None:
        if self.sends:
            await asyncio.wait(self.sends)

    async def _handle(self, socket: Socket, frame: incoming.Incoming) -> None:
        match frame:
            case incoming.Ping():
                await self._send(outgoing.Pong())
            case incoming.Resume():
                await self._resume(socket, frame)
            case incoming.Listings():
                await self._send_listings(frame.ids)
            case incoming.Typing():
                self._publish_typing(socket, frame.conversation)
            case incoming.Edit(conversation=conversation, message=message, body=body):
                self.allowance.take_message()
                await self._run(message_edit.edit, conversation, message, body)
            case incoming.Delete(conversation=conversation, message=message):
                await self._run(message_edit.delete, conversation, message)
            case incoming.React(conversation=conversation, message=message, emoji=emoji, on=on):
                self.allowance.take_message()
                await self._run(message_edit.react, conversation, message, emoji, on)
            case incoming.Read(conversation=conversation, seq=seq):
                await self._run(read_receipts.mark_read, conversation, seq)

    async def _resume(self, socket: Socket, frame: incoming.Resume) -> None:
        if await connection_registry.current().start_socket(socket, frame.versions):
            await self._send(outgoing.Resumed())
        else:
            # Changes are missing, and the tab couldn't know when they have arrived: it reconnects.
            await self.close(CLOSE_UNAVAILABLE)

    async def _send_listings(self, listings: list[int]) -> None:
        """Send the state of listings, and again until it is unchanged: a state that was read before
        a change may be sent after the change was published."""
        sent = None
        while (
            frames := await database_executor.run(listing_updates.listing_frames, listings)
        ) != sent:
            for text in frames:
                await self.write(text)
            sent = frames

    def _publish_typing(self, socket: Socket, conversation: int) -> None:
        """Show the others a typing indicator; it expires in their pages. Raises NotFound."""
        if conversation not in socket.opened:
            raise conversation_not_found()
        log = connection_registry.current().conversations[conversation]
        if not log.shares_activity:
            return
        text = outgoing.TypingFrame(conversation, socket.user).text()
        version = log.participants_version
        publish.to_conversation_now(conversation, version, text, except_user=socket.user)

    async def _run(self, action: Callable[[User, *Args], object], *args: *Args) -> None:
        """Call an action of the user in the database executor."""
        await database_executor.run(action, self.user, *args)

    async def _start_without_resume(self, socket: Socket) -> None:
        await asyncio.sleep(RESUME_TIMEOUT)
        if not socket.started:
            await connection_registry.current().start_socket(socket)

    async def _disconnect(self) -> None:
        # If the client doesn't close, its frames are ignored. If it reconnects, it learns whether
        # it is logged out or has a newer session.
        await self.unregister()
        await self.close(CLOSE_UNAVAILABLE)

    async def _send(self, frame: outgoing.Outgoing) -> None:
        await self.write(frame.text())


def _load_online_and_alerts(users: list[int]) -> dict[int, tuple[list[int], int]]:
    """For each of these users, their online contacts and the number of their unseen alerts."""
    online, alerts = presence.online_contacts(users), Alert.objects.unseen_counts(users)
    return {user: (online[user], alerts[user]) for user in users}


online_and_alerts_of = batched_by_key(_load_online_and_alerts)
