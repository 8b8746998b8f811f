"""The promises of the protocol, held against the database and against what every client heard."""

import asyncio
import json

from channels.db import database_sync_to_async

from chat import wire
from chat.models import Conversation
from tests.faults.talker import Line, Talker


async def check(talkers: list[Talker]):
    """Every promise, on every client by seq and version, once the dust has settled."""
    sent = {nonce for talker in talkers for nonce in talker.outbox}
    for _ in range(2):  # what was left to send in the first round is heard in the second
        heads = await _heads()
        await asyncio.gather(*(talker.settle(heads) for talker in talkers))
    stored = await _stored()
    assert [wrong for talker in talkers for wrong in talker.wrongs] == []
    nonces = [message["nonce"] for messages in stored.values() for message in messages.values()]
    assert len(nonces) == len(set(nonces)), "one nonce, one message"
    acked = {nonce for talker in talkers for nonce in talker.acked}
    assert sent | acked <= set(nonces), "what was acked is stored, and what was sent is by now"
    for talker in talkers:
        for conversation in talker.known:
            assert talker.messages[conversation] == stored[conversation]
    for messages in stored.values():
        assert sorted(row["seq"] for row in messages.values()) == [*range(1, len(messages) + 1)]
    check_lines([line for talker in talkers for line in talker.lines])


def check_lines(lines: list[Line]):
    """On one socket versions rise and none is left out, but one that its message had passed."""
    owners = {
        (line.conversation, version): message for line in lines for version, message in line.heard
    }
    for line in lines:
        versions = {version for version, _ in line.heard}
        last = {message: version for version, message in line.heard}
        for version in range(line.start + 1, line.version):
            message = owners.get((line.conversation, version))
            if version not in versions and message is not None:
                assert last.get(message, 0) > version, f"{version} was left out of {versions}"


@database_sync_to_async
def _heads():
    return dict(Conversation.objects.values_list("pk", "version"))


@database_sync_to_async
def _stored() -> dict[int, dict[int, dict]]:
    """What everyone must have in the end: the messages of each conversation, as they are sent."""
    stored = {}
    for conversation in Conversation.objects.all():
        frames = map(wire.frame_of, conversation.messages.for_wire())
        messages = [json.loads(frame)["message"] for frame in frames]
        stored[conversation.pk] = {message["id"]: message for message in messages}
    return stored
