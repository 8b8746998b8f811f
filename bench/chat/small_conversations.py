"""The usual case: many small rooms, and somebody talks in each of them all the time."""

import asyncio
import time
from contextlib import suppress

from asgiref.sync import async_to_sync

from bench.chat.clients import p95, talking
from bench.chat.compared_servers import OUR_OWN, TUTORIALS
from bench.table import print_table, ratio

ROOMS, SIZE = 300, 3
WARM_UP, SECONDS = 1.5, 6
# Sends a second that the tutorial can still bring to everyone: where each says the next thing as
# soon as the last has arrived, the faster server is the busier one, and its acks wait longer.
PACE = 200


def measure(folder):
    figures = {kind.name: _figures(kind, folder) for kind in (TUTORIALS, OUR_OWN)}
    rows = [
        [name, f"{acked:,.0f}", f"{delivered:,.0f}", *(f"{slow * 1000:,.0f} ms" for slow in slows)]
        for name, (acked, delivered, *slows) in figures.items()
    ]
    pairs = zip(figures["ours"], figures["tutorial"], strict=True)
    rows.append(["ours / tutorial", *(ratio(ours, theirs) for ours, theirs in pairs)])
    title = f"{ROOMS} rooms of {SIZE} at once"
    paced = f"p95 at {PACE} sends a second"
    print_table([title, "acked a second", "delivered a second", "p95 to the ack", paced], rows)


def _figures(kind, folder):
    rooms = kind.rooms(ROOMS, SIZE)
    with kind.serving(folder) as (port, _):
        return *async_to_sync(_talk)(port, rooms), async_to_sync(_talk_at_a_pace)(port, rooms)


async def _talk(port, rooms) -> tuple[float, float, float]:
    async with talking(port, rooms) as crowds:
        talk = asyncio.gather(*(crowd.chatter(0) for crowd in crowds))
        await asyncio.sleep(WARM_UP)
        for crowd in crowds:
            crowd.acks, crowd.delivered = [], 0
        began = time.monotonic()
        await asyncio.wait([talk], timeout=SECONDS)
        seconds = time.monotonic() - began
        talk.cancel()
        with suppress(asyncio.CancelledError):
            await talk
        acks = [ack for crowd in crowds for ack in crowd.acks]
        delivered = sum(crowd.delivered for crowd in crowds)
        return len(acks) / seconds, delivered / seconds, p95(acks)


async def _talk_at_a_pace(port, rooms) -> float:
    async with talking(port, rooms) as crowds:
        began = time.monotonic()
        for number in range(PACE * SECONDS):
            await asyncio.sleep(began + number / PACE - time.monotonic())
            crowds[number % ROOMS].say(0)
        await asyncio.sleep(WARM_UP)
        return p95([ack for crowd in crowds for ack in crowd.acks])
