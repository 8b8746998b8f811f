"""The promises of the protocol, checked on every client by seq and version during faults."""

import asyncio
import os
import signal

import pytest

from tests.support.delivery_checks import check
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.simulated_client import SimulatedClient
from tests.support.waiting import pause_async

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

# How long the clients send in all. If shorter, the faults are shorter, too.
SECONDS = float(os.environ.get("FAULT_SECONDS", "60"))
BREAK = 5 * SECONDS / 60


@pytest.fixture
def crowd(own_postgres, own_redis, start_web, session_of):
    """Seven clients in two conversations, of three and four, on two processes."""
    people = VerifiedStudentFactory.create_batch(7)
    conversations = [ConversationFactory(participants=part) for part in (people[:3], people[3:])]
    webs = [start_web(REDIS_URL=own_redis.url, DATABASE_URL=own_postgres.url) for _ in range(2)]
    clients = [
        SimulatedClient(
            webs, session_of(person), [conversations[0 if number < 3 else 1].pk], seed=number
        )
        for number, person in enumerate(people)
    ]
    return clients, webs


@pytest.mark.timeout(SECONDS + 600)
async def test_seven_clients_that_drop_and_return_miss_nothing_whatever_breaks(
    crowd, own_redis, own_postgres
):
    """They send, edit, delete and react over connections that drop and return, first without any
    other fault and then through each; every promise is checked after each."""
    clients, webs = crowd
    await through(clients, drop=0.95)
    await through(clients, webs[0].kill, webs[0].start)
    await through(clients, own_redis.stop, own_redis.start)
    pid = own_redis.process.pid
    await through(
        clients,
        lambda: os.kill(pid, signal.SIGSTOP),
        lambda: os.kill(pid, signal.SIGCONT),
        seconds=2 * BREAK,
    )
    await through(clients, own_postgres.kill, own_postgres.start)
    assert "automatic recovery in progress" in own_postgres.process.tail(1000)


async def through(clients, breaks=None, mends=None, *, seconds=BREAK, drop=0.3):
    """Send a burst, cause a fault in the middle of it, end the fault, and check."""
    length = SECONDS / 5 if breaks is None else seconds + SECONDS / 10
    sending = [client.simulate(length, pause=0.15, drop=drop) for client in clients]
    acting = [after(SECONDS / 30, breaks), after(SECONDS / 30 + seconds, mends)] if breaks else []
    await asyncio.gather(*sending, *acting)
    await check(clients)


async def after(seconds, act):
    await pause_async(seconds)
    await asyncio.to_thread(act)
