"""Who is here. A person is online while any process has said so in the last LIFE seconds, so a
process that dies takes nobody with it for longer than that. Time is the database's alone."""

import asyncio
import logging
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models.functions import Now

from chat import broadcast
from chat.models import Participant, Presence
from chat.wire import outgoing
from live import database, layer
from live.together import Together

log = logging.getLogger(__name__)

LIFE = 60
REFRESH = 20
LINGER = 5


async def arrived(user: int, places: list[tuple[int, int]]):
    """A person's first tab at this process has come; `places`: (conversation, roster) each."""
    if await _noted(user):
        _tell(user, places, online=True)


async def departed(user: int):
    """A person's last tab at this process is gone."""
    try:
        if await database.run(_forget, user):
            await _announce(user, online=False)
    except DatabaseError as error:
        log.warning("presence waits for the database: %r", error)


async def keep_up(people):
    """Go on saying who is at this process, and announce whom a dead process has left behind."""
    while True:
        await asyncio.sleep(REFRESH)
        try:
            for user in await database.run(_refresh, list(people)):
                await _announce(user, online=True)
            for user in await database.run(_reap):
                await _announce(user, online=False)
        except DatabaseError as error:
            log.warning("presence waits for the database: %r", error)


def online_around(people: list[int]) -> dict[int, list[int]]:
    """For each of these people, who of those that they share a conversation with is online."""
    around: dict[int, list[int]] = {person: [] for person in people}
    here = online().values("user_id")
    places = Participant.objects.filter(user_id__in=people)
    others = places.filter(conversation__participations__user__in=here)
    pairs = others.values_list("user_id", "conversation__participations__user_id").distinct()
    for person, other in pairs.order_by():
        if other != person:
            around[person].append(other)
    return around


async def _announce(user: int, *, online: bool):
    _tell(user, await database.run(_circle, user), online=online)


def _tell(user: int, places: list[tuple[int, int]], *, online: bool):
    frame = outgoing.Presence(user, online).text()
    for place in places:
        broadcast.now_to_conversation(*place, frame, but=user)


def online():
    """What says of somebody that they have a tab open."""
    return Presence.objects.filter(seen_at__gt=Now() - timedelta(seconds=LIFE))


def _circle(user: int) -> list[tuple[int, int]]:
    places = Participant.objects.filter(user_id=user)
    return list(places.values_list("conversation_id", "conversation__roster"))


def _note(people: list[int]) -> dict[int, bool]:
    """For each of these people, whether that brings them online."""
    were_online = set(online().filter(user_id__in=people).values_list("user_id", flat=True))
    # In the order of `_refresh`, which may hold some of the same rows.
    Presence.objects.bulk_create(
        [
            Presence(user_id=person, process=layer.PROCESS, seen_at=Now())
            for person in sorted(set(people))
        ],
        update_conflicts=True,
        unique_fields=["user", "process"],
        update_fields=["seen_at"],
    )
    return {person: person not in were_online for person in people}


_noted = Together(_note)


def _forget(user: int) -> bool:
    """Whether that takes the person offline."""
    Presence.objects.filter(user_id=user, process=layer.PROCESS).delete()
    return not online().filter(user_id=user).exists()


def _refresh(people: list[int]) -> list[int]:
    """Whom that brings online: this process paused too long, and others took them for gone."""
    own = online().filter(process=layer.PROCESS, user__in=people)
    with transaction.atomic():
        held = own.order_by("user_id").select_for_update()
        known = set(held.values_list("user_id", flat=True))
        own.update(seen_at=Now())
    lost = [user for user in people if user not in known]
    return [user for user, came in _note(lost).items() if came]


def _reap() -> list[int]:
    """Whom nobody speaks for any more."""
    stale = Presence.objects.filter(seen_at__lte=Now() - timedelta(seconds=LIFE))
    # Several processes look at once: who deletes the row tells of it.
    left = [row.user_id for row in stale if Presence.objects.filter(pk=row.pk).delete()[0]]
    still_here = set(online().filter(user__in=left).values_list("user_id", flat=True))
    return [user for user in left if user not in still_here]
