"""What a process looks at by the clock, since nobody may have told it: where its conversations
stand, who is in them, and who may still be here."""

import asyncio
import logging
from collections.abc import Iterable

from django.db import Error as DatabaseError

from accounts.authentication import logins
from chat.delivery import publish, snapshots
from realtime import database_executor, user_events

log = logging.getLogger(__name__)

LOOK = 0.5  # seconds between two looks at the heads while something may be missed
LOOK_RARELY = 10  # while nothing is
LOOK_AT_LOGINS = 2  # seconds between checks of all logins, which find ends whose event was lost


async def sweep(hub, broker):
    """Find by the heads what nobody has told of: what was called while the layer was away, what was
    committed as the database went, and a last change whose call was lost."""
    rest, seen = LOOK_RARELY, _possible_gaps(broker)
    while True:
        await asyncio.sleep(LOOK)
        rest -= LOOK
        doubts = _possible_gaps(broker)
        if doubts == seen and rest > 0:
            continue
        rest, seen = LOOK_RARELY, doubts
        await look(hub)


def _possible_gaps(broker) -> tuple[int, int]:
    """What counts on whenever something may have been missed."""
    return broker.suspected_losses, database_executor.failures


async def look(hub):
    # Who comes while the places are read may be missing among them.
    inside = {(socket.user, room.id) for room in hub.rooms.values() for socket in room.sockets}
    try:
        places = await database_executor.run(snapshots.of_people, list(hub.people))
    except DatabaseError as error:
        log.warning("can't look at the heads: %r", error)
        return
    for person, conversation, participants_version, version in places:
        hub.hear(publish.call_of(conversation, participants_version, [], version=version))
        if any(conversation not in socket.streams for socket in hub.people.get(person, ())):
            hub.hear(user_events.event_for(person, joined=conversation))
    _doubt(hub, inside - {(person, conversation) for person, conversation, *_ in places})


def _doubt(hub, gone: set[tuple[int, int]]):
    """Look again who is in the rooms where somebody seems to have no place any more."""
    for room in filter(None, map(hub.rooms.get, {conversation for _, conversation in gone})):
        room.participants_version = -1
        hub.hear(publish.call_of(room.id, 0, []))


async def watch_logins(hub):
    while True:
        await asyncio.sleep(LOOK_AT_LOGINS)
        await turn_out(hub, hub.people)


async def turn_out(hub, people: Iterable[int]):
    """Close the sockets of these people whose login has ended: they logged out there, changed the
    password, or may not log in any more."""
    sockets = [socket for person in people for socket in hub.people.get(person, ())]
    if not sockets:
        return
    try:
        holding = await database_executor.run(
            logins.still_valid, {socket.login for socket in sockets}
        )
    except DatabaseError as error:
        log.warning("can't look at the sessions: %r", error)
        return
    for socket in sockets:
        if socket.login not in holding:
            await socket.close()
