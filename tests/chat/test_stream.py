"""Whatever is lost, doubled or overtakes: out it comes in order and without a gap."""

import asyncio
import random

import pytest
from django.db import OperationalError

from chat.stream import Stream


class Conversation:
    """Changes as the database holds them, and a stream that hears of them."""

    def __init__(self, changes=0, **options):
        self.changes = [(version, f"change {version}") for version in range(1, changes + 1)]
        self.out = []
        self.reads = 0
        self.stream = Stream(0, self.read, self.write, **options)

    async def read(self, after):
        self.reads += 1
        await asyncio.sleep(0)
        return [change for change in self.changes if change[0] > after][:3]

    async def write(self, version, text):
        await asyncio.sleep(0)
        self.out.append((version, text))

    def commit(self):
        self.changes.append((len(self.changes) + 1, f"change {len(self.changes) + 1}"))
        return self.changes[-1]

    async def settled(self):
        if self.stream._task:
            await self.stream._task
        return [version for version, _ in self.out]


async def test_it_passes_on_without_a_read_what_comes_in_order():
    talk = Conversation()
    for _ in range(5):
        await talk.stream.offer(*talk.commit())
    assert await talk.settled() == [1, 2, 3, 4, 5]
    assert talk.reads == 0


async def test_it_reads_what_was_lost():
    talk = Conversation()
    calls = [talk.commit() for _ in range(8)]
    await talk.stream.offer(*calls[0])
    await talk.stream.offer(*calls[7])
    assert await talk.settled() == list(range(1, 9))


async def test_it_drops_what_comes_twice_or_late():
    talk = Conversation()
    calls = [talk.commit() for _ in range(3)]
    for call in (calls[0], calls[2], calls[1], calls[2], calls[0]):
        await talk.stream.offer(*call)
    assert await talk.settled() == [1, 2, 3]


async def test_a_head_without_a_frame_finds_the_last_change():
    talk = Conversation(changes=2)
    await talk.stream.offer(2)
    assert await talk.settled() == [1, 2]


async def test_it_skips_what_a_later_change_has_overtaken():
    talk = Conversation()
    talk.changes = [(2, "change 2"), (5, "the first, edited")]
    await talk.stream.offer(5)
    assert await talk.settled() == [2, 5]


async def test_held_it_passes_on_nothing_and_reads_all_at_release():
    talk = Conversation(held=True)
    for _ in range(4):
        await talk.stream.offer(*talk.commit())
    assert talk.out == []
    await talk.stream.release(1)
    assert await talk.settled() == [2, 3, 4]


async def test_it_tries_again_after_the_database_was_away():
    talk = Conversation(changes=3)
    read, talk.stream._read = talk.stream._read, _away
    await talk.stream.offer(3)
    assert await talk.settled() == []
    talk.stream._read = read
    await talk.stream.offer(3)
    assert await talk.settled() == [1, 2, 3]


async def _away(after):
    raise OperationalError("the database is away")


@pytest.mark.parametrize("seed", range(20))
async def test_any_mix_of_loss_doubling_and_disorder_comes_out_whole(seed):
    chance = random.Random(seed)
    talk, calls = Conversation(), []
    for _ in range(40):
        calls.append(talk.commit())
        chance.shuffle(calls)
        for call in calls[: chance.randrange(4)]:
            await talk.stream.offer(*call)
        if chance.random() < 0.3:
            calls.clear()
    await talk.stream.offer(len(talk.changes))
    assert await talk.settled() == list(range(1, 41))
