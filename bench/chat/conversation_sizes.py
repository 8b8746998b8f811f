"""Deliveries a second in a conversation of 2 to 1,000 participants, from one web process."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from asgiref.sync import async_to_sync

from bench import bar_chart
from bench.chat.clients import connected
from bench.chat.compared_servers import BARE, OURS, TUTORIAL, ConversationSetup
from bench.table import print_table, ratio

SIZES = (2, 10, 100, 500, 1000)
SECONDS = 4
CONCURRENT_SENDS = 8  # each from another participant
CHART = Path(__file__).parents[1] / "conversation_sizes.svg"


def measure(folder: Path) -> None:
    rates: dict[str, list[float]] = {server.name: [] for server in (TUTORIAL, OURS, BARE)}
    for size in SIZES:
        for server in (TUTORIAL, OURS, BARE):
            [conversation] = server.create_conversations(1, size)
            with server.serving(folder) as (port, _):
                rates[server.name].append(async_to_sync(_measure_rate)(port, conversation))
    rows = [[name, *(f"{rate:,.0f}" for rate in row)] for name, row in rates.items()]
    for other in ("tutorial", "bare"):
        ratios = map(ratio, rates["ours"], rates[other])
        rows.append([f"ours / {other}", *ratios])
    print_table(["deliveries a second, conversation of", *map(str, SIZES)], rows)
    bar_chart.write(CHART, "Deliveries a second in a conversation of", SIZES, rates)


async def _measure_rate(port: int, conversation: ConversationSetup) -> float:
    async with connected(port, [conversation]) as [clients]:
        started, clients.delivered = time.monotonic(), 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await asyncio.gather(*map(clients.keep_sending, range(CONCURRENT_SENDS)))
        return clients.delivered / (time.monotonic() - started)
