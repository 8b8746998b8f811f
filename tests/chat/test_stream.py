"""Whatever is lost, doubled or overtakes: out it comes in order and without a gap."""

import asyncio
import random

import pytest
from django.db import OperationalError

from chat.delivery.stream import Changes, Stream
from tests.support.event_loop import idle


class Conversation(Stream):
    """Changes as the database holds them, and as a stream that hears of them passes them on."""

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
            raise OperationalError("the database is away")
        return [(change, f"change {change}") for change in self.changes if change > version][:3]

    def pass_on(self, changes):
        self.out += [int(text.removeprefix("change ")) for text in changes.texts]
        assert self.out[-1] == changes.version

    def commit(self, count=1) -> Changes:
        """The call that tells of the next changes."""
        after = self.changes[-1] if self.changes else 0
        new = range(after + 1, after + 1 + count)
        self.changes += new
        return Changes(after, new[-1], [f"change {change}" for change in new])

    async def settled(self):
        await self.rest()
        return self.out


def head(version) -> Changes:
    return Changes(version, version, [])


async def test_it_passes_on_without_a_read_what_comes_in_order():
    talk = Conversation()
    for count in (1, 2, 1, 3):
        talk.offer(talk.commit(count))
    assert await talk.settled() == [1, 2, 3, 4, 5, 6, 7]
    assert talk.reads == 0


async def test_it_reads_what_was_lost():
    talk = Conversation()
    calls = [talk.commit() for _ in range(8)]
    talk.offer(calls[0])
    talk.offer(calls[7])
    assert await talk.settled() == list(range(1, 9))


async def test_it_drops_what_comes_twice_or_late():
    talk = Conversation()
    calls = [talk.commit() for _ in range(3)]
    for call in (calls[0], calls[2], calls[1], calls[2], calls[0]):
        talk.offer(call)
    assert await talk.settled() == [1, 2, 3]


async def test_of_several_it_passes_on_none_twice():
    talk = Conversation()
    first = talk.commit(3)
    talk.cursor = 1
    talk.offer(first)
    assert await talk.settled() == [2, 3]


async def test_a_head_without_a_frame_finds_the_last_change():
    talk = Conversation(changes=2)
    talk.offer(head(2))
    assert await talk.settled() == [1, 2]


async def test_it_skips_what_a_later_change_has_overtaken():
    talk = Conversation()
    talk.changes = [2, 5]
    talk.offer(head(5))
    assert await talk.settled() == [2, 5]


async def test_it_is_past_what_it_may_no_longer_read():
    talk = Conversation()
    talk.offer(head(5))
    assert await talk.settled() == []
    assert talk.cursor == 5


async def test_what_is_told_while_it_finds_nothing_is_read_after():
    talk = Conversation()
    read = talk.read

    async def overtaken(version):
        found = await read(version)
        if talk.reads == 1:
            talk.changes = [2]
            talk.offer(Changes(1, 2, ["change 2"]))
        return found

    talk.read = overtaken
    talk.offer(head(1))
    assert await talk.settled() == [2]


async def test_held_it_passes_on_nothing_and_reads_all_at_release():
    talk = Conversation(held=True)
    for _ in range(4):
        talk.offer(talk.commit())
    assert talk.out == []
    await talk.release(1)
    assert talk.out == [2, 3, 4]


async def test_what_comes_while_it_reads_is_out_in_its_place():
    talk = Conversation(changes=7, held=True)
    talk.noted = 7
    reading = asyncio.create_task(talk.release(0))
    while not reading.done():
        await idle()
        if len(talk.changes) < 20:
            talk.offer(talk.commit(2))
    talk.offer(talk.commit())
    assert await talk.settled() == talk.changes


async def test_two_releases_at_once_pass_on_nothing_twice():
    talk = Conversation(changes=9, held=True)
    talk.noted = 9
    await asyncio.gather(talk.release(), talk.release())
    assert talk.out == list(range(1, 10))


async def test_it_tries_again_after_the_database_was_away():
    talk = Conversation(changes=3)
    talk.away = True
    talk.offer(head(3))
    assert await talk.settled() == []
    talk.away = False
    talk.offer(head(3))
    assert await talk.settled() == [1, 2, 3]


@pytest.mark.parametrize("seed", range(20))
async def test_any_mix_of_loss_doubling_and_disorder_comes_out_whole(seed):
    chance = random.Random(seed)
    talk, calls = Conversation(), []
    for _ in range(40):
        calls.append(talk.commit(chance.randrange(1, 4)))
        chance.shuffle(calls)
        for call in calls[: chance.randrange(4)]:
            talk.offer(call)
            await idle()
        if chance.random() < 0.3:
            calls.clear()
    talk.offer(head(talk.changes[-1]))
    await talk.settled()
    assert talk.out == talk.changes
