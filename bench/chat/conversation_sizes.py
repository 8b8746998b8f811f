"""Deliveries a second that a room of N gets out of one web process."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from asgiref.sync import async_to_sync

from bench import bar_chart
from bench.chat.clients import talking
from bench.chat.compared_servers import LIMITS, OUR_OWN, TUTORIALS
from bench.table import print_table, ratio

SIZES = (2, 10, 100, 500, 1000)
SECONDS = 4
UNDER_WAY = 8  # messages at once, each by another person
PLOT = Path(__file__).parents[1] / "conversation_sizes.svg"


def measure(folder):
    speeds: dict[str, list[float]] = {kind.name: [] for kind in (TUTORIALS, OUR_OWN, LIMITS)}
    for size in SIZES:
        for kind in (TUTORIALS, OUR_OWN, LIMITS):
            [room] = kind.rooms(1, size)
            with kind.serving(folder) as (port, _):
                speeds[kind.name].append(async_to_sync(_talk)(port, room))
    rows = [[name, *(f"{speed:,.0f}" for speed in row)] for name, row in speeds.items()]
    for other in ("tutorial", "limit"):
        ratios = map(ratio, speeds["ours"], speeds[other])
        rows.append([f"ours / {other}", *ratios])
    print_table(["deliveries a second, room of", *map(str, SIZES)], rows)
    bar_chart.write(PLOT, "Deliveries a second in a room of", SIZES, speeds)


async def _talk(port, room) -> float:
    async with talking(port, [room]) as [crowd]:
        began, crowd.delivered = time.monotonic(), 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await asyncio.gather(*(crowd.chatter(place) for place in range(UNDER_WAY)))
        return crowd.delivered / (time.monotonic() - began)
