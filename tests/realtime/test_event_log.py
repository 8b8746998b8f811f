"""A log sends every change to its followers in order and without a gap, whatever was lost, repeated
or late."""

import asyncio
import random

import pytest
from django.db import OperationalError

from realtime.background import BackgroundTasks
from realtime.event_log import LENGTH, Change, EventLog
from tests.support.event_loop import idle


class Recorder:
    """A follower that notes the changes it receives."""

    def __init__(self):
        self.received: list[int] = []

    def send_changes(self, frames):
        self.received += [int(text.removeprefix("change ")) for text in frames.texts]


class FakeLog(EventLog):
    """`stored` are the versions in a fake database."""

    def __init__(self, stored=0):
        super().__init__(BackgroundTasks())
        self.stored = list(range(1, stored + 1))
        self.reads: list[int] = []
        self.is_away = False

    async def load(self, version):
        self.reads.append(version)
        await idle()
        if self.is_away:
            raise OperationalError("the database is down")
        return [Change(one, f"change {one}") for one in self.stored if one > version][:3]

    def commit(self, count=1) -> tuple[int, list[str]]:
        """Store the next changes and return what is published of them, for `receive`."""
        after = self.stored[-1] if self.stored else 0
        new = range(after + 1, after + 1 + count)
        self.stored += new
        return after, [f"change {version}" for version in new]

    async def follow(self, version=0) -> Recorder:
        """A follower that has received everything up to a version."""
        follower = Recorder()
        self.add(follower, version)
        await self.resume(follower, version)
        return follower


async def test_changes_in_order_are_sent_without_query():
    log = FakeLog()
    follower = await log.follow()
    for count in (1, 2, 1, 3):
        log.receive(*log.commit(count))
    assert follower.received == [1, 2, 3, 4, 5, 6, 7]
    assert log.reads == []


async def test_lost_changes_are_loaded():
    log = FakeLog()
    follower = await log.follow()
    published = [log.commit() for _ in range(8)]
    log.receive(*published[0])
    log.receive(*published[7])
    await log.settle()
    assert follower.received == list(range(1, 9))


async def test_repeated_and_late_changes_are_dropped():
    log = FakeLog()
    follower = await log.follow()
    published = [log.commit() for _ in range(3)]
    for index in (0, 2, 1, 2, 0):
        log.receive(*published[index])
    await log.settle()
    assert follower.received == [1, 2, 3]


async def test_batch_with_known_changes_is_not_repeated():
    log = FakeLog(stored=3)
    follower = await log.follow(1)
    log.receive(0, ["change 1", "change 2", "change 3"])
    await log.settle()
    assert follower.received == [2, 3]


@pytest.mark.parametrize(
    "stored", [[1, 2, 3, 4, 5], [2, 5], []], ids=["all", "some replaced", "all deleted"]
)
async def test_announced_version_loads_the_changes_that_still_exist(stored):
    log = FakeLog()
    log.stored = stored
    follower = await log.follow()
    log.announce(5)
    await log.settle()
    assert (follower.received, log.version, log.position(follower)) == (stored, 5, 5)


async def test_change_received_during_empty_read_is_sent():
    log = FakeLog()
    follower = await log.follow()
    load = log.load

    async def overtaken(version):
        changes = await load(version)
        if len(log.reads) == 1:
            log.stored = [2]
            log.receive(1, ["change 2"])
        return changes

    log.load = overtaken
    log.announce(1)
    await log.settle()
    assert follower.received == [2]


async def test_paused_follower_receives_everything_when_it_resumes():
    log, follower = FakeLog(), Recorder()
    log.add(follower, 0)
    for _ in range(4):
        log.receive(*log.commit())
    assert follower.received == []
    await log.resume(follower, 1)
    assert follower.received == [2, 3, 4]


async def test_follower_that_is_a_little_behind_needs_no_query():
    log = FakeLog()
    await log.follow()
    for _ in range(LENGTH + 5):
        log.receive(*log.commit())
    for version in (5, LENGTH, LENGTH + 5):
        follower = await log.follow(version)
        assert follower.received == list(range(version + 1, LENGTH + 6))
    assert log.reads == []


async def test_followers_far_behind_share_queries_and_delay_nobody():
    log = FakeLog(stored=30)
    current = await log.follow(30)
    late = [Recorder() for _ in range(5)]
    for version, follower in enumerate(late):
        log.add(follower, version)
    resuming = [
        asyncio.create_task(log.resume(follower, version)) for version, follower in enumerate(late)
    ]
    await idle()
    log.receive(*log.commit())
    assert current.received == [31]
    assert await asyncio.gather(*resuming) == [True] * 5
    assert [follower.received for follower in late] == [list(range(n + 1, 32)) for n in range(5)]
    assert len(log.reads) == len(set(log.reads)) <= 12


async def test_changes_received_during_reads_keep_order():
    log, follower = FakeLog(stored=7), Recorder()
    log.add(follower, 7)
    resuming = asyncio.create_task(log.resume(follower, 0))
    while not resuming.done():
        await idle()
        if len(log.stored) < 20:
            log.receive(*log.commit(2))
    log.receive(*log.commit())
    await log.settle()
    assert follower.received == log.stored


async def test_concurrent_resumes_repeat_nothing():
    log, follower = FakeLog(stored=9), Recorder()
    log.add(follower, 9)
    await asyncio.gather(log.resume(follower, 0), log.resume(follower, 0))
    assert follower.received == list(range(1, 10))


async def test_log_retries_after_database_failure():
    log = FakeLog(stored=3)
    follower, late = await log.follow(), Recorder()
    log.is_away = True
    log.announce(3)
    log.add(late, 0)
    assert not await log.resume(late, 0)
    assert follower.received == late.received == []
    log.is_away = False
    log.announce(3)
    await log.settle()
    assert follower.received == late.received == [1, 2, 3]


async def test_log_starts_again_where_the_next_follower_is():
    log = FakeLog()
    first = await log.follow()
    log.receive(*log.commit())
    log.remove(first)
    log.receive(*log.commit())
    log.receive(*log.commit())
    second = await log.follow(2)
    await log.settle()
    assert (first.received, second.received) == ([1], [3])


@pytest.mark.parametrize("seed", range(20))
async def test_any_mix_of_loss_repetition_and_disorder_is_repaired(seed):
    chance = random.Random(seed)
    log, published = FakeLog(), []
    follower = await log.follow()
    for _ in range(40):
        published.append(log.commit(chance.randrange(1, 4)))
        chance.shuffle(published)
        for after, texts in published[: chance.randrange(4)]:
            log.receive(after, texts)
            await idle()
        if chance.random() < 0.3:
            published.clear()
    log.announce(log.stored[-1])
    await log.settle()
    assert follower.received == log.stored
