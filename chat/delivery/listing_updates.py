"""When a listing changes, its card in every conversation and the head of an inquiry change too."""

import asyncio
import logging
from collections import defaultdict
from functools import partial

from django.db import Error as DatabaseError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from chat.delivery import publish
from chat.models import Conversation, Message
from listings.models import Listing
from listings.updates import database_reads, desk
from listings.updates.protocol import HIDDEN, frame_of
from realtime import database_executor

log = logging.getLogger(__name__)


async def keep_up(rooms: dict):
    """Have whoever is in `rooms` told, for as long as the process lives."""
    while True:
        desk.current().tell("chat", partial(_tell, rooms))
        try:
            await desk.current().open()
            await asyncio.Event().wait()
        except DatabaseError as error:
            log.warning("cards wait for the database: %r", error)
            await asyncio.sleep(1)


def frames_of(listings) -> list[str]:
    """How these places stand, as frames. Sync."""
    return [frame_of(pk, state) for pk, state in database_reads.states(listings).items()]


async def _tell(rooms, changed: set[int]):
    holders = await database_executor.run(_holders, changed)
    here = {pk: found for pk, held in holders.items() if (found := held & rooms.keys())}
    for listing, state in (
        await database_executor.run(database_reads.states, here) if here else {}
    ).items():
        frame = frame_of(listing, state)
        for socket in {socket for pk in here[listing] for socket in _sockets_in(rooms, pk)}:
            socket.send_text(frame)


def _sockets_in(rooms, conversation: int) -> list:
    room = rooms.get(conversation)
    return [socket for socket in room.sockets if conversation in socket.streams] if room else []


def _holders(listings) -> dict[int, set[int]]:
    """The conversations that show these places, by place: on a message, or because they are about
    one. In one query."""
    cards = Message.objects.filter(listing_id__in=listings).order_by()
    inquiries = Conversation.objects.filter(listing_id__in=listings)
    columns = ("listing_id", "conversation_id")
    found = defaultdict(set)
    for listing, conversation in cards.values_list(*columns).union(
        inquiries.values_list("listing_id", "pk")
    ):
        found[listing].add(conversation)
    return found


@receiver(pre_delete, sender=Listing, dispatch_uid="tell-who-asked-about-it")
def tell_who_asked_about_it(instance, **kwargs):
    """An inquiry forgets what it was about when that is deleted, so it is told before."""
    frame = frame_of(instance.pk, HIDDEN)
    for pk, participants_version in Conversation.objects.filter(listing=instance).values_list(
        "pk", "participants_version"
    ):
        publish.to_conversation(pk, participants_version, [frame])
