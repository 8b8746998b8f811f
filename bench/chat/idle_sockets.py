"""Memory and connection rate of open sockets while nobody sends anything."""

import asyncio
import resource
import time
from pathlib import Path

from asgiref.sync import async_to_sync

from bench.chat.clients import connected
from bench.chat.compared_servers import OURS, TUTORIAL, ConversationSetup
from bench.table import print_table, ratio

SOCKETS, SIZE = 5000, 2
OTHER_FILES = 200  # that a process opens in addition


def measure(folder: Path) -> None:
    number = min(SOCKETS, _raise_file_limit() - OTHER_FILES)
    if number < SOCKETS:
        print(f"\nOnly {number} files may be open here: that many idle sockets, not {SOCKETS}.")
    figures = {}
    for server in (TUTORIAL, OURS):
        conversations = server.create_conversations(number // SIZE, SIZE)
        with server.serving(folder) as (port, pid):
            figures[server.name] = async_to_sync(_measure)(port, pid, conversations)
    rows = [
        [name, f"{size / 1024:.1f} KB", f"{number / took:.0f}"]
        for name, (size, took) in figures.items()
    ]
    rows.append(["ours / tutorial", ratio(figures["ours"][0], figures["tutorial"][0]), ""])
    print_table([f"{number} idle sockets", "memory each", "connects a second"], rows)


def _raise_file_limit() -> int:
    """Raise the limit for this process and those that it starts as far as possible; returns it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


async def _measure(
    port: int, pid: int, conversations: list[ConversationSetup]
) -> tuple[float, float]:
    """Return the bytes of each socket, and the seconds until all were connected."""
    # The first ones load data that the process then keeps for all.
    async with connected(port, conversations[:5]):
        before, started = _private_memory(pid), time.monotonic()
        async with connected(port, conversations[5:]):
            took = time.monotonic() - started
            await asyncio.sleep(3)
            sockets = sum(len(conversation.cookies) for conversation in conversations[5:])
            return (_private_memory(pid) - before) / sockets, took


def _private_memory(pid: int) -> int:
    """Bytes that the process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
