"""Requests that share one database call behave as if each were alone."""

import asyncio
import threading

import pytest
from django.db import OperationalError

from realtime import request_id
from realtime.batcher import BATCH_SIZE, CONCURRENT_BATCHES, Batcher, batched_by_key
from tests.support.event_loop import idle
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


AWAY = "away"


class Reader:
    """Doubles numbers; each call waits until the test lets it continue."""

    def __init__(self):
        self.calls = []
        self.may_go = threading.Event()

    def __call__(self, keys):
        self.calls.append(keys)
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
    return batched_by_key(reader)


async def begun(*requests):
    """These requests, the first of which is being processed."""
    await idle()
    return list(requests)


async def busy(ask):
    """As many batches as may run at once are running: of 0, of 1, and so on."""
    return [request for key in range(CONCURRENT_BATCHES) for request in await begun(ask(key))]


async def test_single_request_is_processed_at_once(ask, reader):
    reader.may_go.set()
    assert await ask(3) == 6
    assert reader.calls == [[3]]


async def test_requests_during_a_batch_share_the_next(ask, reader):
    requests = await busy(ask)
    requests += await begun(
        *[ask(key) for key in range(CONCURRENT_BATCHES, CONCURRENT_BATCHES + BATCH_SIZE + 9)]
    )
    reader.may_go.set()
    results = await asyncio.gather(*requests)
    assert results == [2 * key for key in range(CONCURRENT_BATCHES + BATCH_SIZE + 9)]
    assert sorted(map(len, reader.calls)) == [*[1] * CONCURRENT_BATCHES, 9, BATCH_SIZE]


async def test_waiting_batch_does_not_block_all_others():
    lock = threading.Event()

    def read(keys):
        if 1 in keys:
            lock.wait(30)
        return {key: key * 2 for key in keys}

    ask = batched_by_key(read)
    [slow] = await begun(ask(1))
    assert await asyncio.wait_for(ask(2), 5) == 4
    assert not slow.done()
    lock.set()
    assert await slow == 2


@pytest.mark.parametrize("bad", [None, "unknown"])
async def test_failing_request_fails_alone(ask, reader, bad):
    requests = [*await busy(ask), *await begun(ask(7), ask(bad), ask(8))]
    reader.may_go.set()
    outcomes = await asyncio.gather(*requests, return_exceptions=True)
    assert [outcomes[index] for index in (CONCURRENT_BATCHES, CONCURRENT_BATCHES + 2)] == [14, 16]
    assert isinstance(outcomes[CONCURRENT_BATCHES + 1], (ValueError, KeyError))
    assert await ask(4) == 8


async def test_database_outage_is_raised_for_every_request(ask, reader):
    requests = [*await busy(ask), *await begun(ask(7), ask(AWAY), ask(8))]
    reader.may_go.set()
    outcomes = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[CONCURRENT_BATCHES:]] == [OperationalError] * 3
    assert await ask(4) == 8


async def test_returned_exception_is_raised_for_its_item_alone():
    divide = Batcher(lambda items: [ValueError("zero") if item == 0 else item for item in items])
    outcomes = await asyncio.gather(*map(divide, (1, 0, 2)), return_exceptions=True)
    assert [outcomes[0], type(outcomes[1]), outcomes[2]] == [1, ValueError, 2]


async def test_items_with_one_key_are_processed_in_order_and_one_batch_at_a_time(reader):
    running, calls = [], []

    def process(items):
        calls.append(items)
        running.append({item[0] for item in items})
        assert sum(("same" in keys) for keys in running) <= 1
        reader.may_go.wait(5)
        running.remove({item[0] for item in items})
        return items

    batcher = Batcher(process, key=lambda item: item[0])
    requests = [batcher(("same", 0))]
    await idle()
    requests += [batcher(("same", number)) for number in range(1, 5)]
    requests += [batcher(("other", 0))]
    await eventually(lambda: len(calls) == 2)
    assert calls == [[("same", 0)], [("other", 0)]]
    reader.may_go.set()
    await asyncio.gather(*requests)
    same = [item for items in calls for item in items if item[0] == "same"]
    assert same == [("same", number) for number in range(5)]


async def test_canceled_requests_are_skipped(ask, reader):
    first = await busy(ask)
    gone, stays = await begun(ask(8), ask(9))
    gone.cancel()
    reader.may_go.set()
    assert await asyncio.gather(*first, stays) == [*range(0, 2 * CONCURRENT_BATCHES, 2), 18]
    assert reader.calls[CONCURRENT_BATCHES:] == [[9]]


async def test_nothing_is_processed_if_all_are_canceled(ask, reader):
    first = await busy(ask)
    [gone] = await begun(ask(8))
    gone.cancel()
    reader.may_go.set()
    await asyncio.gather(*first)
    assert await ask(9) == 18
    assert reader.calls[CONCURRENT_BATCHES:] == [[9]]


async def test_shared_call_has_no_request_id(reader):
    request_id.request_id.set("of the first")
    ask = batched_by_key(lambda keys: dict.fromkeys(keys, request_id.request_id.get()))
    assert await ask(1) == "-"
