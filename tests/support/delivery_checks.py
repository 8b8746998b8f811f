"""Checks the promises of the protocol against the database and the frames of every client."""

import asyncio
import json

from channels.db import database_sync_to_async

from chat.models import Conversation
from chat.protocol import outgoing
from tests.support.simulated_client import ConnectionLog, SimulatedClient
from tests.support.waiting import pause_async


async def check(clients: list[SimulatedClient]):
    """Check every promise, on every client by seq and version, once nothing is sent any more."""
    sent = {nonce for client in clients for nonce in client.outbox}
    stored = await _settled(clients)
    assert [violation for client in clients for violation in client.violations] == []
    check_logs([log for client in clients for log in client.logs])
    for client in clients:
        for conversation in client.known:
            assert differing(client.messages[conversation], stored[conversation]) == []
    rows = [row for messages in stored.values() for row in messages.values()]
    nonces = {row["nonce"] for row in rows}
    assert len(nonces) == len(rows), "one nonce, one message"
    acked = {nonce for client in clients for nonce in client.acked}
    assert sent | acked <= nonces, "what was acked is stored, and what was sent is by now"
    for messages in stored.values():
        assert sorted(row["seq"] for row in messages.values()) == [*range(1, len(messages) + 1)]
        assert len({row["version"] for row in messages.values()}) == len(messages)


async def _settled(clients) -> dict[int, dict[int, dict]]:
    """The stored messages, once every client has them. Requests of closed connections may still be
    running, so there may be more to receive; a client that missed something never has it."""
    for _ in range(20):
        versions = await _versions()
        await asyncio.gather(*(client.settle(versions) for client in clients))
        stored = await _stored()
        received = [(pk, client.messages[pk]) for client in clients for pk in client.known]
        if not any(differing(messages, stored[pk]) for pk, messages in received):
            break
        await pause_async(0.5)
    return stored


def differing(received: dict[int, dict], stored: dict[int, dict]) -> list[tuple]:
    """(as received, as stored) of each message that differs; None for a missing one."""
    return [
        (received.get(pk), stored.get(pk))
        for pk in received.keys() | stored.keys()
        if received.get(pk) != stored.get(pk)
    ]


def check_logs(logs: list[ConnectionLog]):
    """On one socket, versions rise and none is missing, except one that its message had passed."""
    owners = {
        (log.conversation, version): message for log in logs for version, message in log.received
    }
    for log in logs:
        versions = {version for version, _ in log.received}
        last = {message: version for version, message in log.received}
        for version in range(log.start + 1, log.version):
            message = owners.get((log.conversation, version))
            if version not in versions and message is not None:
                assert last.get(message, 0) > version, f"{version} was left out of {log}"


@database_sync_to_async
def _versions():
    return dict(Conversation.objects.values_list("pk", "version"))


@database_sync_to_async
def _stored() -> dict[int, dict[int, dict]]:
    """The final state: the messages of each conversation, as frames have them."""
    stored = {}
    for conversation in Conversation.objects.all():
        frames = map(outgoing.message_frame, conversation.messages.for_frames())
        messages = [json.loads(frame)["message"] for frame in frames]
        stored[conversation.pk] = {message["id"]: message for message in messages}
    return stored
