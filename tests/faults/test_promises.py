"""The promises of the protocol, on every client by seq and version, while things break."""

import asyncio
import os

import pytest
from channels.db import database_sync_to_async

from chat.models import Conversation, Message
from tests.factories import ConversationFactory, VerifiedStudentFactory
from tests.faults.talker import Talker

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

SECONDS = float(os.environ.get("FAULT_SECONDS", "20"))


@pytest.fixture
def crowd(own_redis, start_web, session_of):
    """Seven clients in two rooms of three and four, over two processes."""
    people = VerifiedStudentFactory.create_batch(7)
    rooms = [ConversationFactory(participants=part) for part in (people[:3], people[3:])]
    webs = [start_web(REDIS_URL=own_redis.url) for _ in range(2)]
    talkers = [
        Talker(webs, session_of(person), [rooms[0 if number < 3 else 1].pk], seed=number)
        for number, person in enumerate(people)
    ]
    return talkers, webs, own_redis


async def check(talkers):
    """Every promise, once the dust has settled."""
    heads = await _heads()
    sent = {nonce for talker in talkers for nonce in talker.outbox}
    await asyncio.gather(*(talker.settle(heads) for talker in talkers))
    heads = await _heads()
    await asyncio.gather(*(talker.settle(heads) for talker in talkers))
    stored = await _stored()
    assert [wrong for talker in talkers for wrong in talker.wrongs] == []
    nonces = [message["nonce"] for messages in stored.values() for message in messages.values()]
    assert len(nonces) == len(set(nonces)), "one nonce, one message"
    assert set(nonces) >= sent | {nonce for talker in talkers for nonce in talker.acked}
    for talker in talkers:
        [conversation] = talker.known
        expected = stored[conversation]
        assert {pk: message["version"] for pk, message in talker.messages.items()} == {
            pk: message["version"] for pk, message in expected.items()
        }
        seqs = sorted(message["seq"] for message in talker.messages.values())
        assert seqs == list(range(1, len(seqs) + 1))


@database_sync_to_async
def _heads():
    return dict(Conversation.objects.values_list("pk", "version"))


@database_sync_to_async
def _stored():
    stored = {pk: {} for pk in Conversation.objects.values_list("pk", flat=True)}
    for message in Message.objects.values("pk", "conversation_id", "version", "nonce"):
        row = {"version": message["version"], "nonce": str(message["nonce"])}
        stored[message["conversation_id"]][message["pk"]] = row
    return stored


async def test_seven_clients_that_drop_and_return_in_a_loop_miss_nothing(crowd):
    talkers, _, _ = crowd
    await asyncio.gather(*(talker.talk(SECONDS, drop=0.95) for talker in talkers))
    await check(talkers)


async def test_a_web_process_killed_in_a_burst_takes_no_message_along(crowd):
    talkers, webs, _ = crowd
    talking = [talker.talk(15, pause=0.1, drop=0.1) for talker in talkers]
    await asyncio.gather(*talking, after(4, webs[0].kill), after(9, webs[0].start))
    await check(talkers)


async def test_a_redis_killed_in_a_burst_takes_no_message_along(crowd):
    talkers, _, redis = crowd
    talking = [talker.talk(15, pause=0.1, drop=0.1) for talker in talkers]
    await asyncio.gather(*talking, after(4, redis.stop), after(9, redis.start))
    await check(talkers)


async def after(seconds, act):
    await asyncio.sleep(seconds)
    await asyncio.to_thread(act)
