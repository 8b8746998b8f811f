"""Many messages at one moment: what is lost, and when the last is everywhere."""

import asyncio
import time

from asgiref.sync import async_to_sync

from bench.chat.clients import talking
from bench.chat.compared_servers import OUR_OWN, TUTORIALS
from bench.table import print_table, ratio

SIZE, MESSAGES = 100, 300
PATIENCE = 20  # seconds


def measure(folder):
    figures = {}
    for kind in (TUTORIALS, OUR_OWN):
        [room] = kind.rooms(1, SIZE)
        with kind.serving(folder) as (port, _):
            figures[kind.name] = async_to_sync(_shout)(port, room)
    rows = [[name, f"{lost:,}", f"{took:.2f} s"] for name, (lost, took) in figures.items()]
    rows.append(["tutorial / ours", "", ratio(figures["tutorial"][1], figures["ours"][1])])
    title = f"{MESSAGES} at one moment in a room of {SIZE}"
    print_table([title, "deliveries lost", "until the last"], rows)


async def _shout(port, room) -> tuple[int, float]:
    async with talking(port, [room]) as [crowd]:
        began = time.monotonic()
        everywhere = [crowd.say(place) for place in range(MESSAGES)]
        await asyncio.wait(everywhere, timeout=PATIENCE)
        return SIZE * MESSAGES - crowd.delivered, time.monotonic() - began
