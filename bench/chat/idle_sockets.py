"""What an open socket costs while nobody says anything."""

import asyncio
import resource
import time
from pathlib import Path

from asgiref.sync import async_to_sync

from bench.chat.clients import talking
from bench.chat.compared_servers import OUR_OWN, TUTORIALS
from bench.table import print_table, ratio

SOCKETS, SIZE = 5000, 2
SPARE = 200  # files that a process opens besides


def measure(folder):
    number = min(SOCKETS, _files_allowed() - SPARE)
    if number < SOCKETS:
        print(f"\nOnly {number} files may be open here: that many idle sockets, not {SOCKETS}.")
    figures = {}
    for kind in (TUTORIALS, OUR_OWN):
        rooms = kind.rooms(number // SIZE, SIZE)
        with kind.serving(folder) as (port, pid):
            figures[kind.name] = async_to_sync(_wait)(port, pid, rooms)
    rows = [
        [name, f"{size / 1024:.1f} KB", f"{number / took:.0f}"]
        for name, (size, took) in figures.items()
    ]
    rows.append(["ours / tutorial", ratio(figures["ours"][0], figures["tutorial"][0]), ""])
    print_table([f"{number} idle sockets", "memory each", "connects a second"], rows)


def _files_allowed() -> int:
    """As many as may be, for this process and for those that it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


async def _wait(port, pid, rooms) -> tuple[float, float]:
    # The first ones fetch what is loaded once.
    async with talking(port, rooms[:5]):
        before, began = _memory(pid), time.monotonic()
        async with talking(port, rooms[5:]):
            took = time.monotonic() - began
            await asyncio.sleep(3)
            return (_memory(pid) - before) / sum(len(room.cookies) for room in rooms[5:]), took


def _memory(pid: int) -> int:
    """Bytes that are the process's alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
