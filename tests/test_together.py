"""Reads that go to the database together."""

import asyncio
import threading

import pytest

from live.together import MOST, Together

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """Doubles the keys; each read waits until it may go on."""

    def __init__(self):
        self.reads = []
        self.may_go = threading.Event()

    def __call__(self, keys):
        self.reads.append(keys)
        self.may_go.wait(5)
        if None in keys:
            raise ValueError("a key that can't be read")
        return {key: key * 2 for key in keys}


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def ask(reader):
    return Together(reader)


async def begun(*asked):
    """They are on their way, the first of them to the reader already."""
    tasks = [asyncio.create_task(each) for each in asked]
    await asyncio.sleep(0.05)
    return tasks


async def test_who_asks_alone_goes_at_once(ask, reader):
    reader.may_go.set()
    assert await ask(3) == 6
    assert reader.reads == [[3]]


async def test_who_asks_meanwhile_goes_along_with_the_next(ask, reader):
    tasks = await begun(ask(1), *map(ask, range(2, MOST + 10)))
    reader.may_go.set()
    assert await asyncio.gather(*tasks) == [2 * key for key in range(1, MOST + 10)]
    assert list(map(len, reader.reads)) == [MOST, 9]


async def test_what_is_asked_during_a_read_is_read_after_it(ask, reader):
    [first] = await begun(ask(1))
    [second] = await begun(ask(1))
    reader.may_go.set()
    assert await asyncio.gather(first, second) == [2, 2]
    assert reader.reads == [[1], [1]]


async def test_a_fault_is_told_to_all_who_are_in_it_and_to_nobody_else(ask, reader):
    [first] = await begun(ask(1))
    bad = await begun(ask(None), ask(2))
    reader.may_go.set()
    assert await first == 2
    for each in bad:
        with pytest.raises(ValueError, match="can't be read"):
            await each
    assert await ask(4) == 8


async def test_who_no_longer_waits_is_left_out(ask, reader):
    [first] = await begun(ask(1))
    gone, stays = await begun(ask(2), ask(3))
    gone.cancel()
    await asyncio.sleep(0.05)
    reader.may_go.set()
    assert await asyncio.gather(first, stays) == [2, 6]
    assert reader.reads == [[1], [3]]
