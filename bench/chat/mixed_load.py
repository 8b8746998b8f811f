"""What people who read the site do to those who chat: p95 to the ack, and database connections."""

import asyncio

from asgiref.sync import async_to_sync
from django.conf import settings

from bench.chat.clients import p95, talking
from bench.chat.compared_servers import OUR_OWN
from bench.page_load import Connections, Readers
from bench.table import print_table, ratio
from tests.factories import ListingFactory

ROOMS, SIZE = 100, 2
PAUSE = 2.0  # seconds between two messages in a room
SECONDS = 8
READERS = (0, 200, 300)


def measure(folder):
    ListingFactory.create_batch(48)
    rooms = OUR_OWN.rooms(ROOMS, SIZE)
    with OUR_OWN.serving(folder) as (port, _):
        figures = async_to_sync(_talk)(port, rooms)
    rows = [
        [f"{readers} readers", f"{slow * 1000:.0f} ms", ratio(slow, figures[0][0]), *rest]
        for readers, (slow, *rest) in zip(READERS, figures, strict=True)
    ]
    title = f"{ROOMS * SIZE} chatting sockets and"
    pool = f"connections (at most {settings.DATABASE_POOL_SIZE})"
    print_table([title, "p95 to the ack", "against none", pool, "pages a second", "errors"], rows)


async def _talk(port, rooms) -> list[tuple]:
    async with talking(port, rooms) as crowds:
        return [await _read_along(port, crowds, readers) for readers in READERS]


async def _read_along(port, crowds, number) -> tuple:
    for crowd in crowds:
        crowd.acks.clear()
    with Connections() as connections, Readers(port, "/listings/", number, SECONDS) as readers:
        await asyncio.gather(*(_chat(crowd, place) for place, crowd in enumerate(crowds)))
    acks = [ack for crowd in crowds for ack in crowd.acks]
    return p95(acks), connections.most, f"{readers.speed:.0f}", readers.errors


async def _chat(crowd, place):
    # Not all at one moment.
    await asyncio.sleep(PAUSE * place / ROOMS)
    for number in range(int(SECONDS / PAUSE) - 1):
        said = crowd.say(number)
        await asyncio.sleep(PAUSE)
        await asyncio.wait_for(said, 10)
