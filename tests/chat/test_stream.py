"""A stream passes changes on in order and without a gap, whatever was lost, repeated or late."""

import asyncio
import random

import pytest
from django.db import OperationalError

from chat.delivery.stream import Changes, Stream
from tests.support.event_loop import idle


class FakeStream(Stream):
    """`changes` are stored in a fake database; `out` is what was passed on."""

    def __init__(self, changes=0, **options):
        super().__init__(0, **options)
        self.changes = list(range(1, changes + 1))
        self.out: list[int] = []
        self.reads = 0
        self.away = False

    async def read(self, version):
        self.reads += 1
        await idle()
        if self.away:
            raise OperationalError("the database is down")
        return [(change, f"change {change}") for change in self.changes if change > version][:3]

    def pass_on(self, changes):
        self.out += [int(text.removeprefix("change ")) for text in changes.texts]
        assert self.out[-1] == changes.version

    def commit(self, count=1) -> Changes:
        """Store the next changes and return the batch that publishes them."""
        after = self.changes[-1] if self.changes else 0
        new = range(after + 1, after + 1 + count)
        self.changes += new
        return Changes(after, new[-1], [f"change {change}" for change in new])

    async def settled(self):
        await self.rest()
        return self.out


def announced(version) -> Changes:
    return Changes(version, version, [])


async def test_changes_in_order_are_passed_on_without_query():
    stream = FakeStream()
    for count in (1, 2, 1, 3):
        stream.offer(stream.commit(count))
    assert await stream.settled() == [1, 2, 3, 4, 5, 6, 7]
    assert stream.reads == 0


async def test_lost_changes_are_loaded():
    stream = FakeStream()
    batches = [stream.commit() for _ in range(8)]
    stream.offer(batches[0])
    stream.offer(batches[7])
    assert await stream.settled() == list(range(1, 9))


async def test_repeated_and_late_changes_are_dropped():
    stream = FakeStream()
    batches = [stream.commit() for _ in range(3)]
    for batch in (batches[0], batches[2], batches[1], batches[2], batches[0]):
        stream.offer(batch)
    assert await stream.settled() == [1, 2, 3]


async def test_batch_with_known_changes_is_not_repeated():
    stream = FakeStream()
    first = stream.commit(3)
    stream.cursor = 1
    stream.offer(first)
    assert await stream.settled() == [2, 3]


async def test_announced_version_loads_last_change():
    stream = FakeStream(changes=2)
    stream.offer(announced(2))
    assert await stream.settled() == [1, 2]


async def test_versions_replaced_by_later_change_are_skipped():
    stream = FakeStream()
    stream.changes = [2, 5]
    stream.offer(announced(5))
    assert await stream.settled() == [2, 5]


async def test_cursor_moves_past_changes_that_may_not_be_read():
    stream = FakeStream()
    stream.offer(announced(5))
    assert await stream.settled() == []
    assert stream.cursor == 5


async def test_change_offered_during_empty_read_is_loaded():
    stream = FakeStream()
    read = stream.read

    async def overtaken(version):
        found = await read(version)
        if stream.reads == 1:
            stream.changes = [2]
            stream.offer(Changes(1, 2, ["change 2"]))
        return found

    stream.read = overtaken
    stream.offer(announced(1))
    assert await stream.settled() == [2]


async def test_held_stream_loads_everything_at_release():
    stream = FakeStream(held=True)
    for _ in range(4):
        stream.offer(stream.commit())
    assert stream.out == []
    await stream.release(1)
    assert stream.out == [2, 3, 4]


async def test_changes_offered_during_read_keep_order():
    stream = FakeStream(changes=7, held=True)
    stream.noted = 7
    reading = asyncio.create_task(stream.release(0))
    while not reading.done():
        await idle()
        if len(stream.changes) < 20:
            stream.offer(stream.commit(2))
    stream.offer(stream.commit())
    assert await stream.settled() == stream.changes


async def test_concurrent_releases_repeat_nothing():
    stream = FakeStream(changes=9, held=True)
    stream.noted = 9
    await asyncio.gather(stream.release(), stream.release())
    assert stream.out == list(range(1, 10))


async def test_stream_retries_after_database_failure():
    stream = FakeStream(changes=3)
    stream.away = True
    stream.offer(announced(3))
    assert await stream.settled() == []
    stream.away = False
    stream.offer(announced(3))
    assert await stream.settled() == [1, 2, 3]


@pytest.mark.parametrize("seed", range(20))
async def test_any_mix_of_loss_repetition_and_disorder_is_repaired(seed):
    chance = random.Random(seed)
    stream, batches = FakeStream(), []
    for _ in range(40):
        batches.append(stream.commit(chance.randrange(1, 4)))
        chance.shuffle(batches)
        for batch in batches[: chance.randrange(4)]:
            stream.offer(batch)
            await idle()
        if chance.random() < 0.3:
            batches.clear()
    stream.offer(announced(stream.changes[-1]))
    await stream.settled()
    assert stream.out == stream.changes
