"""Presence: a user is online while any process has sent a heartbeat for them in the last
ONLINE_TIMEOUT seconds, so the users of a crashed process go offline after that. Only the database's
clock is used."""

import asyncio
import logging
from collections.abc import Collection, Container, Iterable
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import models, transaction
from django.db.models.functions import Now

from chat.delivery import publish
from chat.models import Participant, Presence
from chat.protocol import outgoing
from realtime import channel_layer, database_executor
from realtime.batcher import batched_by_key

log = logging.getLogger(__name__)

# Seconds.
ONLINE_TIMEOUT = 60
HEARTBEAT_INTERVAL = 20
OFFLINE_DELAY = 5  # after the last tab is closed

# (conversation, participants_version)
ConversationKey = tuple[int, int]


async def connected(user: int, conversations: list[ConversationKey]) -> None:
    """A user's first tab at this process has connected. `conversations` are those that share
    activity."""
    if await _mark_online(user):
        _publish(user, conversations, online=True)


async def disconnected(user: int, connected_users: Container[int]) -> None:
    """A user's last tab at this process is closed; they may be connected again."""
    while True:
        try:
            is_offline = await database_executor.run(mark_offline, user)
            if user in connected_users:
                # Their new presence may be what was just deleted.
                await _publish_all(await database_executor.run(refresh, [user]), online=True)
            elif is_offline:
                await _publish_all(
                    await database_executor.run(conversations_of, [user]), online=False
                )
            return
        except DatabaseError as error:
            # If the presence is deleted but that isn't published, they look online until a reload.
            log.warning("could not update the presence of a user: %r", error)
            await asyncio.sleep(HEARTBEAT_INTERVAL)


async def run_heartbeat(connected_users: Iterable[int]) -> None:
    """Refresh the presence of this process's users, and publish which users of a crashed process
    went offline. Never returns."""
    while True:
        await asyncio.sleep(HEARTBEAT_INTERVAL)
        try:
            returned = await database_executor.run(refresh, list(connected_users))
            await _publish_all(returned, online=True)
            await _publish_all(await database_executor.run(remove_stale), online=False)
        except DatabaseError as error:
            log.warning("could not refresh presence: %r", error)


def online_contacts(users: list[int]) -> dict[int, list[int]]:
    """For each of these users, the online users with whom they share a conversation. An inquiry
    counts only once both sides have written."""
    contacts: dict[int, list[int]] = {user: [] for user in users}
    rows = Participant.objects.filter(user_id__in=users).sharing_activity()
    others = rows.filter(conversation__participations__user__in=online().values("user_id"))
    pairs = others.values_list("user_id", "conversation__participations__user_id").distinct()
    for user, other in pairs.order_by():
        if other != user:
            contacts[user].append(other)
    return contacts


async def _publish_all(conversations: dict[int, list[ConversationKey]], *, online: bool) -> None:
    for user, keys in conversations.items():
        _publish(user, keys, online=online)
    if conversations and not online:
        # Some may have come back since the query and were published as online before this.
        for user in await database_executor.run(online_among, list(conversations)):
            _publish(user, conversations[user], online=True)


def _publish(user: int, conversations: list[ConversationKey], *, online: bool) -> None:
    frame = presence_frame(user, online=online)
    for conversation, participants_version in conversations:
        publish.to_conversation_now(conversation, participants_version, frame, except_user=user)


def presence_frame(user: int, *, online: bool) -> str:
    return outgoing.PresenceFrame(user, online).text()


def online() -> models.QuerySet[Presence]:
    return Presence.objects.filter(seen_at__gt=Now() - timedelta(seconds=ONLINE_TIMEOUT))


def online_among(users: Collection[int]) -> list[int]:
    return list(online().filter(user__in=users).values_list("user_id", flat=True).distinct())


def conversations_of(users: Collection[int]) -> dict[int, list[ConversationKey]]:
    """For each of these users, the conversations whose participants may see that they are
    online."""
    conversations: dict[int, list[ConversationKey]] = {user: [] for user in users}
    rows = Participant.objects.filter(user_id__in=users).sharing_activity()
    for user, conversation, participants_version in rows.values_list(
        "user_id", "conversation_id", "conversation__participants_version"
    ):
        conversations[user].append((conversation, participants_version))
    return conversations


def mark_online(users: list[int]) -> dict[int, bool]:
    """For each of these users, whether they were offline before."""
    were_online = set(online_among(users))
    # In the order of `refresh`, which may lock some of the same rows.
    Presence.objects.bulk_create(
        [
            Presence(user_id=user, process=channel_layer.PROCESS, seen_at=Now())
            for user in sorted(set(users))
        ],
        update_conflicts=True,
        unique_fields=["user", "process"],
        update_fields=["seen_at"],
    )
    return {user: user not in were_online for user in users}


_mark_online = batched_by_key(mark_online)


def mark_offline(user: int) -> bool:
    """Delete this process's presence of a user. Returns whether they are offline now."""
    Presence.objects.filter(user_id=user, process=channel_layer.PROCESS).delete()
    return not online().filter(user_id=user).exists()


def refresh(users: list[int]) -> dict[int, list[ConversationKey]]:
    """Send a heartbeat for these users. Returns the conversations of those who are back online:
    other processes had removed them because this one was paused for too long."""
    own = online().filter(process=channel_layer.PROCESS, user__in=users)
    with transaction.atomic():
        locked = own.order_by("user_id").select_for_update()
        present = set(locked.values_list("user_id", flat=True))
        own.update(seen_at=Now())
    lost = [user for user in users if user not in present]
    with transaction.atomic():
        # In one transaction, so that a failure leaves them for the next refresh to publish.
        return conversations_of(
            [user for user, was_offline in mark_online(lost).items() if was_offline]
        )


def remove_stale() -> dict[int, list[ConversationKey]]:
    """Delete presence without heartbeats. Returns the conversations of users who are offline now:
    after a crash, all users of that process."""
    stale = Presence.objects.filter(seen_at__lte=Now() - timedelta(seconds=ONLINE_TIMEOUT))
    with transaction.atomic():
        # Several processes do this at once. The one that locks a row deletes and publishes it.
        locked = dict(stale.select_for_update(skip_locked=True).values_list("pk", "user_id"))
        Presence.objects.filter(pk__in=locked).delete()
        # Queried within the transaction: if it fails, the next run finds them again.
        removed = set(locked.values())
        return conversations_of(removed.difference(online_among(removed)))
