"""What the decoder's process may take of the machine.

What a system can't bound stays unbounded: macOS knows no limit of address space, and Windows none
at all.
"""

import contextlib
import os
from pathlib import Path

try:
    import resource
except ImportError:
    resource = None

MEGABYTE = 1024 * 1024
# Address space beyond what the program itself takes: of any image, and of a progressive JPEG.
MEMORY, MOST_MEMORY = 135 * MEGABYTE, 195 * MEGABYTE
SECONDS = 8  # of processor time
MOST_WRITTEN = 32 * MEGABYTE


def apply():
    if resource is None:
        return
    _limit("CPU", SECONDS)
    _limit("FSIZE", MOST_WRITTEN)
    _limit("CORE", 0)
    if used := _address_space():
        _limit("AS", used + MEMORY, used + MOST_MEMORY)
    # Pages that are waited for go first.
    os.nice(5)


def allow_most_memory():
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        _limit("AS", most)


def _limit(name: str, amount: int, most: int | None = None):
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (amount, most or amount))


def _address_space() -> int | None:
    """Bytes, where the system tells."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[0]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
