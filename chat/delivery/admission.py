"""Where sockets come in, and wait for their turn."""

import asyncio
import logging
import weakref

from django.conf import settings
from django.db import Error as DatabaseError

from realtime.consumers import CLOSE_UNAVAILABLE

log = logging.getLogger(__name__)

# Who has their login and places read at the same time: enough for the threads that do it.
AT_ONCE = 2 * settings.CHAT_THREADS

_places: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


class Door:
    """An ASGI application before another one, for which it accepts every socket at once: it hands a
    few at a time on, each until the application has taken it in.

    A crowd would else wait in the handshake, be dropped there and come again, while what was begun
    for it is still being done for nobody. Who has gone before their turn costs nothing here.
    """

    def __init__(self, sockets):
        self._sockets = sockets

    async def __call__(self, scope, receive, send):
        early = [await receive()]
        await send({"type": "websocket.accept"})
        places = places_of_this_loop()
        if not await _turn(places, receive, early):
            return
        heard = 0

        def hear():
            nonlocal heard
            heard += 1
            if heard == 2:
                # Who asks for what comes next has done with the first: the socket is in.
                places.release()
            return _at_once(early.pop(0)) if early else receive()

        try:
            await self._sockets(scope, hear, send)
        except DatabaseError as error:
            log.warning("a socket waits for the database: %r", error)
            await send({"type": "websocket.close", "code": CLOSE_UNAVAILABLE})
        finally:
            if heard < 2:
                places.release()


async def _at_once(message: dict) -> dict:
    return message


async def _turn(places: asyncio.Semaphore, receive, early: list) -> bool:
    """Wait for a place. What comes meanwhile goes to `early`; False for who has gone."""
    turn = asyncio.ensure_future(places.acquire())
    try:
        while not turn.done():
            hearing = asyncio.ensure_future(receive())
            await asyncio.wait({turn, hearing}, return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                hearing.cancel()
            elif hearing.result()["type"] == "websocket.disconnect":
                _give_back(turn, places)
                return False
            else:
                early.append(hearing.result())
    except asyncio.CancelledError:
        _give_back(turn, places)
        raise
    return True


def _give_back(turn: asyncio.Future, places: asyncio.Semaphore):
    if not turn.cancel():
        places.release()


def places_of_this_loop() -> asyncio.Semaphore:
    return _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
