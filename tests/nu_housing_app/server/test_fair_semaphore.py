"""Clients wait in rotation: one with many requests delays others only a little."""

import asyncio

import pytest

from nu_housing_app.server.fair_semaphore import Client, FairSemaphore
from tests.support.event_loop import idle

HOLDER, CROWD, OTHER = Client("192.0.2.9"), Client("192.0.2.1"), Client("192.0.2.2")


async def queue(semaphore: FairSemaphore, *clients: Client) -> tuple[list, list[asyncio.Task]]:
    """Let these clients wait; returns those that were admitted, in order, and the waiting tasks."""
    served = []

    async def wait(client):
        await semaphore.acquire(client)
        served.append(client)

    tasks = [asyncio.create_task(wait(client)) for client in clients]
    await idle()
    return served, tasks


async def serve_all(semaphore: FairSemaphore, served: list, number: int):
    semaphore.release(HOLDER)
    for turn in range(number):
        await idle()
        semaphore.release(served[turn])


async def test_networks_take_turns():
    semaphore = FairSemaphore(1)
    await semaphore.acquire(HOLDER)
    served, _ = await queue(semaphore, *[CROWD] * 5, OTHER, OTHER)
    await serve_all(semaphore, served, 7)
    assert served == [CROWD, OTHER, CROWD, OTHER, CROWD, CROWD, CROWD]


async def test_sessions_of_a_network_take_turns_among_themselves():
    semaphore = FairSemaphore(1)
    await semaphore.acquire(HOLDER)
    ana, ben = Client("192.0.2.1", "ana"), Client("192.0.2.1", "ben")
    served, _ = await queue(semaphore, ana, ana, ana, ben, OTHER)
    await serve_all(semaphore, served, 5)
    assert served == [ana, OTHER, ben, ana, ana]


async def test_made_up_sessions_give_a_network_no_more_turns():
    semaphore = FairSemaphore(1)
    await semaphore.acquire(HOLDER)
    made_up = [Client("192.0.2.1", str(number)) for number in range(50)]
    served, _ = await queue(semaphore, *made_up, OTHER)
    await serve_all(semaphore, served, 2)
    assert OTHER in served[:2]


async def test_one_per_client_keeps_a_client_to_one_slot_and_leaves_the_rest_to_others():
    semaphore = FairSemaphore(3, one_per_client=True)
    served, _ = await queue(semaphore, CROWD, CROWD, CROWD, OTHER)
    assert served == [CROWD, OTHER]
    semaphore.release(CROWD)
    await idle()
    assert served == [CROWD, OTHER, CROWD]


@pytest.mark.parametrize("is_served", [False, True])
async def test_a_slot_is_passed_on_when_its_waiter_is_canceled(is_served):
    semaphore = FairSemaphore(1)
    await semaphore.acquire(HOLDER)
    served, [first, _] = await queue(semaphore, CROWD, OTHER)
    if is_served:
        semaphore.release(HOLDER)
        first.cancel()
    else:
        first.cancel()
        await idle()
        semaphore.release(HOLDER)
    await idle()
    assert served == [OTHER]
    semaphore.release(OTHER)
    assert semaphore.is_free_for(CROWD)
