"""Many messages at one moment: how many are lost, and when the last is delivered."""

import asyncio
import time
from pathlib import Path

from asgiref.sync import async_to_sync

from bench.chat.clients import connected
from bench.chat.compared_servers import OURS, TUTORIAL, ConversationSetup
from bench.table import print_table, ratio

SIZE, MESSAGES = 100, 300
TIMEOUT = 20  # seconds


def measure(folder: Path) -> None:
    figures = {}
    for server in (TUTORIAL, OURS):
        [conversation] = server.create_conversations(1, SIZE)
        with server.serving(folder) as (port, _):
            figures[server.name] = async_to_sync(_send_all)(port, conversation)
    rows = [[name, f"{lost:,}", f"{took:.2f} s"] for name, (lost, took) in figures.items()]
    rows.append(["tutorial / ours", "", ratio(figures["tutorial"][1], figures["ours"][1])])
    title = f"{MESSAGES} at one moment in a conversation of {SIZE}"
    print_table([title, "deliveries lost", "until the last"], rows)


async def _send_all(port: int, conversation: ConversationSetup) -> tuple[int, float]:
    """Return the number of deliveries lost, and the seconds until the last one."""
    async with connected(port, [conversation]) as [clients]:
        started = time.monotonic()
        sends = [clients.send(index) for index in range(MESSAGES)]
        await asyncio.wait(sends, timeout=TIMEOUT)
        return SIZE * MESSAGES - clients.delivered, time.monotonic() - started
