"""Admits connections: accepts every socket at once, and lets a few at a time load their state."""

import asyncio
import logging
import weakref
from collections.abc import Awaitable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError

from realtime.asgi_types import Application, Message, Receive, Scope, Send
from realtime.consumers import CLOSE_UNAVAILABLE

log = logging.getLogger(__name__)

# How many sockets load their login and their conversations at once: enough to keep the threads of
# the database executor busy.
MAX_CONNECTING = 2 * settings.CHAT_THREADS

_slots: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
    weakref.WeakKeyDictionary()
)


class ConnectionAdmission:
    """ASGI middleware that passes sockets on to the application a few at a time; the next one
    follows when the application has handled a socket's `websocket.connect`.

    Without it, clients that reconnect all at once would time out in the handshake and try again
    while the server still works for their first attempt. A client that disconnects while it waits
    costs nothing here.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = [await receive()]
        await send({"type": "websocket.accept"})
        slots = slots_of_this_loop()
        if not await _wait_for_slot(slots, receive, received):
            return
        reads = 0

        def receive_counted() -> Awaitable[Message]:
            nonlocal reads
            reads += 1
            if reads == 2:
                # The application has handled the first message: the socket is connected.
                slots.release()
            return _return(received.pop(0)) if received else receive()

        try:
            await self._application(scope, receive_counted, send)
        except DatabaseError as error:
            log.warning("a socket could not connect: %r", error)
            await send({"type": "websocket.close", "code": CLOSE_UNAVAILABLE})
        finally:
            if reads < 2:
                slots.release()


async def _return(message: Message) -> Message:
    return message


async def _wait_for_slot(
    slots: asyncio.Semaphore, receive: Receive, received: list[Message]
) -> bool:
    """Acquire a slot. Messages that arrive meanwhile are appended to `received`. Returns False if
    the client has disconnected."""
    slot = asyncio.ensure_future(slots.acquire())
    try:
        while not slot.done():
            message = asyncio.ensure_future(receive())
            await asyncio.wait({slot, message}, return_when=asyncio.FIRST_COMPLETED)
            if not message.done():
                message.cancel()
            elif message.result()["type"] == "websocket.disconnect":
                _give_back(slot, slots)
                return False
            else:
                received.append(message.result())
    except asyncio.CancelledError:
        _give_back(slot, slots)
        raise
    return True


def _give_back(slot: asyncio.Future[Any], slots: asyncio.Semaphore) -> None:
    if not slot.cancel():
        slots.release()


def slots_of_this_loop() -> asyncio.Semaphore:
    return _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MAX_CONNECTING))
