"""Several web processes under the same total traffic: how many events each of them receives."""

import asyncio
import os
import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import mean

from asgiref.sync import async_to_sync

from bench.chat.clients import ConversationClients, p95
from bench.chat.compared_servers import OURS, ConversationSetup
from bench.servers import serving
from bench.table import print_table

PROCESSES = (1, 2, 4, 8)
CONVERSATIONS, SIZE = 300, 2
PACE, SECONDS = 100, 6  # sends a second in all
ALONE = 6  # seconds after which a process knows that it is alone


def measure(folder: Path) -> None:
    rows = []
    for number in PROCESSES:
        sent, received, delivery = _measure_processes(number, folder)
        share = f"{mean(received) / sent:.2f}×"
        most = f"{max(received) / sent:.2f}×"
        rows.append([number, f"{sent:,}", share, most, f"{delivery * 1000:,.0f} ms"])
    print_table(
        ["web processes", "messages sent", "events each received", "at most", "p95 of a delivery"],
        rows,
    )


def _measure_processes(number: int, folder: Path) -> tuple[int, list[int], float]:
    """(messages sent, events that each process received of them, p95 of a delivery)."""
    conversations = OURS.create_conversations(CONVERSATIONS, SIZE)
    counts = folder / f"events-{number}"
    counts.mkdir()
    os.environ["BENCH_EVENT_COUNTS"] = str(counts)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(OURS.command, folder)) for _ in range(number)]
        ports, pids = zip(*servers, strict=True)

        def received() -> list[int]:
            files = [counts / str(pid) for pid in pids]
            return [int(file.read_text()) if file.exists() else 0 for file in files]

        before, delivery = async_to_sync(_send_at_a_pace)(ports, conversations, received)
        return PACE * SECONDS, _difference(received(), before), delivery


async def _send_at_a_pace(
    ports: Sequence[int], conversations: list[ConversationSetup], received: Callable[[], list[int]]
) -> tuple[list[int], float]:
    """(what `received` returned before the first message was sent, p95 of a delivery)."""
    chance, groups = random.Random(1), [ConversationClients(setup) for setup in conversations]
    for clients in groups:
        for cookie in clients.setup.cookies:
            await clients.connect(chance.choice(ports), cookie)
    await asyncio.sleep(ALONE)
    before, seconds = received(), list[float]()
    started = time.monotonic()

    async def send(clients: ConversationClients) -> None:
        sent_at = time.monotonic()
        await clients.send(0)
        seconds.append(time.monotonic() - sent_at)

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        for index in range(PACE * SECONDS):
            await asyncio.sleep(started + index / PACE - time.monotonic())
            tasks.create_task(send(groups[index % CONVERSATIONS]))
    for clients in groups:
        clients.disconnect()
    return before, p95(seconds)


def _difference(after: list[int], before: list[int]) -> list[int]:
    return [one - other for one, other in zip(after, before, strict=True)]
