"""Coalesced reads."""

import asyncio
import threading

import pytest
from django.db import OperationalError

from realtime import request_id
from realtime.together import BATCH, CONCURRENT_READS, Together
from tests.support.event_loop import idle

pytestmark = pytest.mark.django_db(transaction=True)


AWAY = "away"


class Reader:
    """Doubles numbers; each read waits until the test lets it continue."""

    def __init__(self):
        self.reads = []
        self.may_go = threading.Event()

    def __call__(self, keys):
        self.reads.append(keys)
        self.may_go.wait(5)
        if None in keys:
            raise ValueError("a key that can't be read")
        if AWAY in keys:
            raise OperationalError("the database is away")
        return {key: key * 2 for key in keys if key != "unknown"}


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def ask(reader):
    return Together(reader)


async def begun(*asked):
    """Reads of these keys, the first of which has started."""
    tasks = [asyncio.create_task(each) for each in asked]
    await idle()
    return tasks


async def busy(ask):
    """As many reads as may run at once are running: of 0, of 1, and so on."""
    return [task for key in range(CONCURRENT_READS) for task in await begun(ask(key))]


async def test_single_read_starts_at_once(ask, reader):
    reader.may_go.set()
    assert await ask(3) == 6
    assert reader.reads == [[3]]


async def test_reads_during_a_read_share_the_next(ask, reader):
    tasks = await busy(ask)
    tasks += await begun(
        *[ask(key) for key in range(CONCURRENT_READS, CONCURRENT_READS + BATCH + 9)]
    )
    reader.may_go.set()
    assert await asyncio.gather(*tasks) == [2 * key for key in range(CONCURRENT_READS + BATCH + 9)]
    assert sorted(map(len, reader.reads)) == [*[1] * CONCURRENT_READS, 9, BATCH]


async def test_waiting_read_does_not_block_all_others():
    lock = threading.Event()

    def read(keys):
        if 1 in keys:
            lock.wait(30)
        return {key: key * 2 for key in keys}

    ask = Together(read)
    [slow] = await begun(ask(1))
    assert await asyncio.wait_for(ask(2), 5) == 4
    assert not slow.done()
    lock.set()
    assert await slow == 2


@pytest.mark.parametrize("bad", [None, "unknown"])
async def test_failing_key_fails_alone(ask, reader, bad):
    tasks = [*await busy(ask), *await begun(ask(7), ask(bad), ask(8))]
    reader.may_go.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [outcomes[index] for index in (CONCURRENT_READS, CONCURRENT_READS + 2)] == [14, 16]
    assert isinstance(outcomes[CONCURRENT_READS + 1], (ValueError, KeyError))
    assert await ask(4) == 8


async def test_database_outage_is_raised_for_every_key(ask, reader):
    tasks = [*await busy(ask), *await begun(ask(7), ask(AWAY), ask(8))]
    reader.may_go.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[CONCURRENT_READS:]] == [OperationalError] * 3
    assert await ask(4) == 8


async def test_canceled_reads_are_skipped(ask, reader):
    first = await busy(ask)
    gone, stays = await begun(ask(8), ask(9))
    gone.cancel()
    await idle()
    reader.may_go.set()
    assert await asyncio.gather(*first, stays) == [*range(0, 2 * CONCURRENT_READS, 2), 18]
    assert reader.reads[CONCURRENT_READS:] == [[9]]


async def test_nothing_is_read_if_all_are_canceled(ask, reader):
    first = await busy(ask)
    [gone] = await begun(ask(8))
    gone.cancel()
    await idle()
    reader.may_go.set()
    await asyncio.gather(*first)
    assert await ask(9) == 18
    assert reader.reads[CONCURRENT_READS:] == [[9]]


async def test_shared_read_has_no_request_id(reader):
    reader.may_go.set()
    request_id.request_id.set("of the first")
    assert await Together(lambda keys: dict.fromkeys(keys, request_id.request_id.get()))(1) == "-"
