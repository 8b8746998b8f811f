"""Sends listing updates to conversations: to those with a message that links to the listing, and to
the inquiries about it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import Error as DatabaseError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from chat.delivery import publish
from chat.models import Conversation, Message
from listings.models import Listing
from listings.updates import database_reads, subscription_registry
from listings.updates.protocol import NOT_PUBLIC, frame_of
from realtime import database_executor

if TYPE_CHECKING:
    from chat.delivery.conversation_log import ConversationLog

log = logging.getLogger(__name__)


async def run(conversations: Mapping[int, "ConversationLog"]) -> None:
    """Send listing updates to the sockets in these conversations. Never returns."""
    while True:
        subscription_registry.current().listen("chat", partial(_send, conversations))
        try:
            await subscription_registry.current().open()
            await asyncio.Event().wait()
        except DatabaseError as error:
            log.warning("could not subscribe to listing updates: %r", error)
            await asyncio.sleep(1)


def listing_frames(listings: Iterable[int]) -> list[str]:
    """The current state of listings. Synchronous, for the database executor."""
    return [frame_of(pk, state) for pk, state in database_reads.states(listings).items()]


async def _send(conversations: Mapping[int, "ConversationLog"], changed: set[int]) -> None:
    affected = await database_executor.run(_conversations_with, changed)
    here = {
        listing: found for listing, ids in affected.items() if (found := ids & conversations.keys())
    }
    if not here:
        return
    for listing, state in (await database_executor.run(database_reads.states, here)).items():
        frame = frame_of(listing, state)
        for socket in {
            socket
            for pk in here[listing]
            if (conversation := conversations.get(pk))
            for socket in conversation.opened_sockets()
        }:
            socket.send_text(frame)


def _conversations_with(listings: Iterable[int]) -> dict[int, set[int]]:
    """For each of these listings, the conversations that show it: on a message, or because they are
    about it. One query."""
    previews = Message.objects.filter(listing_id__in=listings).order_by()
    inquiries = Conversation.objects.filter(listing_id__in=listings)
    found: dict[int, set[int]] = defaultdict(set)
    for listing, conversation in previews.values_list("listing_id", "conversation_id").union(
        inquiries.values_list("listing_id", "pk")
    ):
        found[listing].add(conversation)
    return found


@receiver(pre_delete, sender=Listing)
def publish_deletion_to_inquiries(instance: Listing, **kwargs: Any) -> None:
    """Before the deletion, which sets the listing of inquiries to null."""
    frame = frame_of(instance.pk, NOT_PUBLIC)
    inquiries = Conversation.objects.filter(listing=instance)
    for pk, participants_version in inquiries.values_list("pk", "participants_version"):
        publish.to_conversation(pk, participants_version, [frame])
