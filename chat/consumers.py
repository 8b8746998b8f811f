"""The socket: it authenticates, parses, has `writing` act, and forwards. It holds no rule."""

import asyncio
from contextlib import asynccontextmanager

from django.db import Error as DatabaseError

from accounts.authentication.socket_sessions import load_user
from chat import rate_limits
from chat.actions import lanes, message_edit, read_receipts
from chat.actions.message_send import Draft
from chat.delivery import hub, listing_updates, presence, publish
from chat.delivery.sockets import Socket
from chat.errors import ChatError, Unavailable, conversation_not_found
from chat.protocol import incoming, outgoing
from chat.protocol.message import body_of
from listings.models import Alert
from realtime import database_executor
from realtime.consumers import CLOSE_UNAVAILABLE, SocketConsumer
from realtime.together import Together

UNAUTHENTICATED = 4401
FAILED = 1011
# A tab that resumes does so at once. One that never does, hears what comes from here on.
GRACE = 1.0
# Sends of one tab that may be on their way to the database at once.
MOST_UNDER_WAY = 32


class ChatConsumer(SocketConsumer):
    socket = None
    sends: set[asyncio.Task] = frozenset()

    async def connect(self):
        # The door has accepted it.
        try:
            found = await load_user(self.scope)
            if found is None:
                await self.close(UNAUTHENTICATED)
                return
            self.user, login = found
            self.socket = Socket(login, self.connection, self._turn_out)
            state = await hub.current().join(self.socket)
            online, alerts = await around_of(login.user)
        except DatabaseError:
            # Nothing is told to it any more, and what it says goes by.
            await self.unregister()
            await self.close(CLOSE_UNAVAILABLE)
            return
        self.allowance = rate_limits.allowance_of(login.user)
        ready = outgoing.Ready(
            user=login.user,
            versions={pk: head.version for pk, head in state.items()},
            conversations={pk: head.place() for pk, head in state.items()},
            online=online,
            alerts=alerts,
        )
        self.socket.greet(ready.text())
        self.socket.keep(asyncio.create_task(self._start_unasked()))

    async def disconnect(self, code):
        if self.socket:
            await self._sends_done()
        await self.unregister()

    async def unregister(self):
        socket, self.socket = self.socket, None
        if socket:
            hub.current().leave(socket)

    async def receive(self, text_data=None, bytes_data=None):
        if self.socket is None:
            return
        async with self._refusing(text_data):
            self.allowance.take_frame()
            frame = incoming.parse(text_data)
            if not self.socket.started and not isinstance(frame, incoming.Resume):
                await self.socket.start()
            if isinstance(frame, incoming.Send):
                await self._send(frame, text_data)
            else:
                await self._sends_done()
                await self._on(frame)

    @asynccontextmanager
    async def _refusing(self, text):
        """Answer the frame `text` with an error, where there is one."""
        try:
            yield
        except ChatError as error:
            await self._say(outgoing.error_frame(error, text))
        except DatabaseError:
            await self._say(outgoing.error_frame(Unavailable("Try again in a moment."), text))

    async def _send(self, frame: incoming.Send, text: str):
        """Put a message on its way: the next may go along with it, everything else waits."""
        self.allowance.take_message()
        while len(self.sends) >= MOST_UNDER_WAY:
            await asyncio.wait(self.sends, return_when=asyncio.FIRST_COMPLETED)
        extras = tuple(frame.attachments), frame.reply_to
        draft = Draft(self.user, frame.conversation, frame.nonce, frame.body, *extras)
        stored = lanes.send(draft)
        task = asyncio.create_task(self._ack(frame, text, stored))
        if not self.sends:
            self.sends = set()
        self.sends.add(task)
        task.add_done_callback(self.sends.discard)

    async def _ack(self, frame: incoming.Send, text: str, stored):
        try:
            async with self._refusing(text):
                message = await stored
                ack = outgoing.Ack(frame.nonce, message.conversation_id, body_of(message))
                await self._say(ack)
        except Exception:
            # As wherever a consumer fails: the tab comes again, and sends it again.
            await self.close(FAILED)
            raise

    async def _sends_done(self):
        if self.sends:
            await asyncio.wait(self.sends)

    async def _on(self, frame: incoming.Incoming):
        match frame:
            case incoming.Ping():
                await self._say(outgoing.Pong())
            case incoming.Resume():
                await self._resume(frame)
            case incoming.Listings():
                await self._show(frame.ids)
            case incoming.Typing():
                self._type(frame.conversation)
            case incoming.Edit(conversation=conversation, message=message, body=body):
                self.allowance.take_message()
                await self._write_to_database(message_edit.edit, conversation, message, body)
            case incoming.Delete(conversation=conversation, message=message):
                await self._write_to_database(message_edit.delete, conversation, message)
            case incoming.React(conversation=conversation, message=message, emoji=emoji, on=on):
                self.allowance.take_message()
                await self._write_to_database(message_edit.react, conversation, message, emoji, on)
            case incoming.Read(conversation=conversation, seq=seq):
                await self._write_to_database(read_receipts.mark_read, conversation, seq)

    async def _resume(self, frame: incoming.Resume):
        if await self.socket.start(frame.versions):
            await self._say(outgoing.Resumed())
        else:
            # It would never know when it has all of it.
            await self.close(CLOSE_UNAVAILABLE)

    async def _show(self, listings: list[int]):
        """Say how they stand until nothing is otherwise: what was read before a change may be said
        after it was told."""
        said = None
        while (frames := await database_executor.run(listing_updates.frames_of, listings)) != said:
            for text in frames:
                await self.write(text)
            said = frames

    def _type(self, conversation: int):
        room = hub.current().rooms.get(conversation)
        if room is None or conversation not in self.socket.streams:
            raise conversation_not_found()
        if not room.shares_activity:
            return
        frame = outgoing.TypingFrame(conversation, self.socket.user)
        publish.now_to_conversation(
            conversation, room.participants_version, frame.text(), but=self.socket.user
        )

    async def _write_to_database(self, change, *args):
        return await database_executor.run(change, self.user, *args)

    async def _start_unasked(self):
        await asyncio.sleep(GRACE)
        if self.socket and not self.socket.started:
            await self.socket.start()

    async def _turn_out(self):
        # Frames of a client that doesn't close are ignored from here on. One that reconnects learns
        # whether it is logged out or has a newer session.
        await self.unregister()
        await self.close(CLOSE_UNAVAILABLE)

    async def _say(self, frame: outgoing.Outgoing):
        await self.write(frame.text())


def _read_around(people: list[int]) -> dict[int, tuple[list[int], int]]:
    """For each, who is online around them, and how many alerts they haven't seen."""
    online, alerts = presence.online_around(people), Alert.objects.unseen_counts(people)
    return {person: (online[person], alerts[person]) for person in people}


around_of = Together(_read_around)
