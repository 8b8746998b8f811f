"""Periodic reconciliation with the database, which finds changes whose event was lost: of versions,
participants and logins."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import Error as DatabaseError

from accounts.authentication import logins
from chat.delivery import publish, snapshots
from realtime import database_executor, user_events
from realtime.broker import Broker

if TYPE_CHECKING:
    from chat.delivery.hub import Hub

log = logging.getLogger(__name__)

# Seconds.
INTERVAL = 0.5  # while events may have been lost
IDLE_INTERVAL = 10.0
LOGIN_CHECK_INTERVAL = 2


async def run(hub: Hub, broker: Broker) -> None:
    """Reconcile soon after events may have been lost, and every IDLE_INTERVAL: if the last event of
    a conversation is lost, no later one reveals the gap. Never returns."""
    remaining, before = IDLE_INTERVAL, _possible_gaps(broker)
    while True:
        await asyncio.sleep(INTERVAL)
        remaining -= INTERVAL
        now = _possible_gaps(broker)
        if now == before and remaining > 0:
            continue
        remaining, before = IDLE_INTERVAL, now
        await reconcile(hub)


def _possible_gaps(broker: Broker) -> tuple[int, int]:
    """Counters that rise whenever events may have been lost or not published."""
    return broker.suspected_losses, database_executor.failures


async def reconcile(hub: Hub) -> None:
    """Compare all conversations of the connected users with the database, as events would."""
    # A socket that joins during the query may be missing from its result.
    inside = {(socket.user, room.id) for room in hub.rooms.values() for socket in room.sockets}
    try:
        rows = await database_executor.run(snapshots.versions_of_users, list(hub.people))
    except DatabaseError as error:
        log.warning("could not reconcile conversations: %r", error)
        return
    for user, conversation, participants_version, version in rows:
        hub.on_event(publish.event_for(conversation, participants_version, [], version=version))
        if any(conversation not in socket.streams for socket in hub.people.get(user, ())):
            hub.on_event(user_events.event_for(user, joined=conversation))
    found = {(user, conversation) for user, conversation, *_ in rows}
    _refresh_participants(hub, {conversation for _, conversation in inside - found})


def _refresh_participants(hub: Hub, conversations: Iterable[int]) -> None:
    """Reload the participants of conversations that a connected user seems to have left."""
    for room in filter(None, map(hub.rooms.get, conversations)):
        room.participants_version = -1
        hub.on_event(publish.event_for(room.id, 0, []))


async def check_logins(hub: Hub) -> None:
    """Disconnect sockets whose login has ended without an event. Never returns."""
    while True:
        await asyncio.sleep(LOGIN_CHECK_INTERVAL)
        await disconnect_ended_logins(hub, hub.people)


async def disconnect_ended_logins(hub: Hub, users: Iterable[int]) -> None:
    """Close the sockets of these users whose login has ended: they logged out, changed the
    password, or may no longer log in."""
    sockets = [socket for user in users for socket in hub.people.get(user, ())]
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
