"""The usual case: many small conversations, with a message under way in each all the time."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from asgiref.sync import async_to_sync

from bench.chat.clients import connected, p95
from bench.chat.compared_servers import OURS, TUTORIAL, ComparedServer, ConversationSetup
from bench.table import print_table, ratio

CONVERSATIONS, SIZE = 300, 3
WARM_UP, SECONDS = 1.5, 6
# Sends a second that the tutorial can still deliver to everyone. Where each client sends as soon as
# its last message has arrived, the faster server is the busier one, and its acks take longer.
PACE = 200
Figures = tuple[float, float, float, float]  # acks/s, deliveries/s, p95, p95 at the same pace


def measure(folder: Path) -> None:
    figures = {server.name: _measure_server(server, folder) for server in (TUTORIAL, OURS)}
    rows = [
        [name, f"{acked:,.0f}", f"{delivered:,.0f}", *(f"{slow * 1000:,.0f} ms" for slow in slows)]
        for name, (acked, delivered, *slows) in figures.items()
    ]
    pairs = zip(figures["ours"], figures["tutorial"], strict=True)
    rows.append(["ours / tutorial", *(ratio(ours, theirs) for ours, theirs in pairs)])
    title = f"{CONVERSATIONS} conversations of {SIZE} at once"
    paced = f"p95 at {PACE} sends a second"
    print_table([title, "acked a second", "delivered a second", "p95 to the ack", paced], rows)


def _measure_server(server: ComparedServer, folder: Path) -> Figures:
    conversations = server.create_conversations(CONVERSATIONS, SIZE)
    with server.serving(folder) as (port, _):
        unpaced = async_to_sync(_send_without_pause)(port, conversations)
        return *unpaced, async_to_sync(_send_at_a_pace)(port, conversations)


async def _send_without_pause(
    port: int, conversations: list[ConversationSetup]
) -> tuple[float, float, float]:
    async with connected(port, conversations) as groups:
        sending = asyncio.gather(*(clients.keep_sending(0) for clients in groups))
        await asyncio.sleep(WARM_UP)
        for clients in groups:
            clients.acks, clients.delivered = [], 0
        started = time.monotonic()
        await asyncio.wait([sending], timeout=SECONDS)
        seconds = time.monotonic() - started
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        acks = [ack for clients in groups for ack in clients.acks]
        delivered = sum(clients.delivered for clients in groups)
        return len(acks) / seconds, delivered / seconds, p95(acks)


async def _send_at_a_pace(port: int, conversations: list[ConversationSetup]) -> float:
    async with connected(port, conversations) as groups:
        started = time.monotonic()
        for number in range(PACE * SECONDS):
            await asyncio.sleep(started + number / PACE - time.monotonic())
            groups[number % CONVERSATIONS].send(0)
        await asyncio.sleep(WARM_UP)
        return p95([ack for clients in groups for ack in clients.acks])
