"""Who is here. A person is online while any process has said so in the last LIFE seconds, so a
process that dies takes nobody with it for longer than that. Time is the database's alone."""

import asyncio
import logging
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models.functions import Now

from chat.delivery import publish
from chat.models import Participant, Presence
from chat.protocol import outgoing
from realtime import channel_layer, database_executor
from realtime.together import Together

log = logging.getLogger(__name__)

LIFE = 60
REFRESH = 20
LINGER = 5


async def arrived(user: int, places: list[tuple[int, int]]):
    """A person's first tab at this process has connected; `places`: (conversation,
    participants_version) each."""
    if await _marked_online(user):
        _tell(user, places, online=True)


async def departed(user: int, people):
    """A person's last tab at this process is gone; they may be among its `people` again."""
    while True:
        try:
            is_offline = await database_executor.run(mark_offline, user)
            if user in people:
                # What was forgotten may have been that they are back.
                await _announce(await database_executor.run(refresh, [user]), online=True)
            elif is_offline:
                await _announce(await database_executor.run(conversations_of, [user]), online=False)
            return
        except DatabaseError as error:
            # Forgotten but not told, they would seem to be here for as long as pages stay open.
            log.warning("presence waits for the database: %r", error)
            await asyncio.sleep(REFRESH)


async def keep_up(people):
    """Go on saying who is at this process, and announce whom a dead process has left behind."""
    while True:
        await asyncio.sleep(REFRESH)
        try:
            await _announce(await database_executor.run(refresh, list(people)), online=True)
            await _announce(await database_executor.run(remove_stale), online=False)
        except DatabaseError as error:
            log.warning("presence waits for the database: %r", error)


def online_around(people: list[int]) -> dict[int, list[int]]:
    """For each of these people, the people online that they share a conversation with. In an
    inquiry this counts only once both sides have written."""
    around: dict[int, list[int]] = {person: [] for person in people}
    here = online().values("user_id")
    places = Participant.objects.filter(user_id__in=people).sharing_activity()
    others = places.filter(conversation__participations__user__in=here)
    pairs = others.values_list("user_id", "conversation__participations__user_id").distinct()
    for person, other in pairs.order_by():
        if other != person:
            around[person].append(other)
    return around


async def _announce(circles: dict[int, list[tuple[int, int]]], *, online: bool):
    for user, places in circles.items():
        _tell(user, places, online=online)
    if circles and not online:
        # Who came back since they were found gone was told as here before this.
        for user in await database_executor.run(online_among, list(circles)):
            _tell(user, circles[user], online=True)


def _tell(user: int, places: list[tuple[int, int]], *, online: bool):
    frame = frame_of(user, online=online)
    for place in places:
        publish.now_to_conversation(*place, frame, but=user)


def frame_of(user: int, *, online: bool) -> str:
    return outgoing.PresenceFrame(user, online).text()


def online():
    """What says of somebody that they have a tab open."""
    return Presence.objects.filter(seen_at__gt=Now() - timedelta(seconds=LIFE))


def online_among(people: list[int]) -> list[int]:
    return list(online().filter(user__in=people).values_list("user_id", flat=True).distinct())


def conversations_of(people: list[int]) -> dict[int, list[tuple[int, int]]]:
    """For each of these people, (conversation, participants_version) of each conversation whose
    participants may see that they are online."""
    circles: dict[int, list[tuple[int, int]]] = {person: [] for person in people}
    places = Participant.objects.filter(user_id__in=people).sharing_activity()
    for person, *place in places.values_list(
        "user_id", "conversation_id", "conversation__participants_version"
    ):
        circles[person].append(tuple(place))
    return circles


def mark_online(people: list[int]) -> dict[int, bool]:
    """For each of these people, whether that brings them online."""
    were_online = set(online_among(people))
    # In the order of `refresh`, which may hold some of the same rows.
    Presence.objects.bulk_create(
        [
            Presence(user_id=person, process=channel_layer.PROCESS, seen_at=Now())
            for person in sorted(set(people))
        ],
        update_conflicts=True,
        unique_fields=["user", "process"],
        update_fields=["seen_at"],
    )
    return {person: person not in were_online for person in people}


_marked_online = Together(mark_online)


def mark_offline(user: int) -> bool:
    """Whether that takes the person offline."""
    Presence.objects.filter(user_id=user, process=channel_layer.PROCESS).delete()
    return not online().filter(user_id=user).exists()


def refresh(people: list[int]) -> dict[int, list[tuple[int, int]]]:
    """The circles of whom that brings online: this process paused too long, and others took them
    for gone."""
    own = online().filter(process=channel_layer.PROCESS, user__in=people)
    with transaction.atomic():
        held = own.order_by("user_id").select_for_update()
        known = set(held.values_list("user_id", flat=True))
        own.update(seen_at=Now())
    lost = [user for user in people if user not in known]
    with transaction.atomic():
        # Noted together with what there is to tell, or the next look would have nothing to tell.
        return conversations_of([user for user, came in mark_online(lost).items() if came])


def remove_stale() -> dict[int, list[tuple[int, int]]]:
    """The circles of whom nobody speaks for any more: after a crash that is everyone who was
    there."""
    stale = Presence.objects.filter(seen_at__lte=Now() - timedelta(seconds=LIFE))
    with transaction.atomic():
        # Several processes look at once: who holds a row deletes it, and tells of it.
        held = dict(stale.select_for_update(skip_locked=True).values_list("pk", "user_id"))
        Presence.objects.filter(pk__in=held).delete()
        # Read before it is settled that they are gone: if that fails, the next look finds them.
        left = set(held.values())
        return conversations_of(list(left.difference(online_among(left))))
