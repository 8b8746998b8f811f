"""Checks the promises of the protocol against the database and the frames of every client."""

import asyncio
import json

from channels.db import database_sync_to_async

from chat.models import Conversation
from chat.protocol import outgoing
from tests.support.simulated_client import ConnectionLog, SimulatedClient
from tests.support.waiting import pause_async


async def check(talkers: list[SimulatedClient]):
    """Check every promise, on every client by seq and version, once nothing is sent any more."""
    sent = {nonce for talker in talkers for nonce in talker.outbox}
    stored = await _settled(talkers)
    assert [wrong for talker in talkers for wrong in talker.wrongs] == []
    check_lines([line for talker in talkers for line in talker.lines])
    for talker in talkers:
        for conversation in talker.known:
            assert differing(talker.messages[conversation], stored[conversation]) == []
    rows = [row for messages in stored.values() for row in messages.values()]
    nonces = {row["nonce"] for row in rows}
    assert len(nonces) == len(rows), "one nonce, one message"
    acked = {nonce for talker in talkers for nonce in talker.acked}
    assert sent | acked <= nonces, "what was acked is stored, and what was sent is by now"
    for messages in stored.values():
        assert sorted(row["seq"] for row in messages.values()) == [*range(1, len(messages) + 1)]
        assert len({row["version"] for row in messages.values()}) == len(messages)


async def _settled(talkers) -> dict[int, dict[int, dict]]:
    """The stored messages, once every client has them. Requests of closed connections may still be
    running, so there may be more to receive; a client that missed something never has it."""
    for _ in range(20):
        heads = await _heads()
        await asyncio.gather(*(talker.settle(heads) for talker in talkers))
        stored = await _stored()
        heard = [(pk, talker.messages[pk]) for talker in talkers for pk in talker.known]
        if not any(differing(messages, stored[pk]) for pk, messages in heard):
            break
        await pause_async(0.5)
    return stored


def differing(heard: dict[int, dict], stored: dict[int, dict]) -> list[tuple]:
    """(as received, as stored) of each message that differs; None for a missing one."""
    return [
        (heard.get(pk), stored.get(pk))
        for pk in heard.keys() | stored.keys()
        if heard.get(pk) != stored.get(pk)
    ]


def check_lines(lines: list[ConnectionLog]):
    """On one socket, versions rise and none is missing, except one that its message had passed."""
    owners = {
        (line.conversation, version): message for line in lines for version, message in line.heard
    }
    for line in lines:
        versions = {version for version, _ in line.heard}
        last = {message: version for version, message in line.heard}
        for version in range(line.start + 1, line.version):
            message = owners.get((line.conversation, version))
            if version not in versions and message is not None:
                assert last.get(message, 0) > version, f"{version} was left out of {line}"


@database_sync_to_async
def _heads():
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
