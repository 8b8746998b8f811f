"""Resource limits of the decoder's process.

Limits that the system doesn't support aren't applied: macOS can't limit the address space, and
Windows has none of them.
"""

import contextlib
import os
from pathlib import Path

from accounts.images.decoder import MEGABYTE

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]  # Windows

MEMORY = 135 * MEGABYTE  # address space beyond what the program itself takes
SECONDS = 8  # of processor time
MAX_OUTPUT_BYTES = 32 * MEGABYTE


def apply() -> None:
    if resource is None:
        return
    _limit("CPU", SECONDS)
    _limit("FSIZE", MAX_OUTPUT_BYTES)
    _limit("CORE", 0)
    if used := _address_space():
        _limit("AS", used + MEMORY)
    # Web requests have priority.
    os.nice(5)


def _limit(name: str, amount: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (amount, amount))


def _address_space() -> int | None:
    """Bytes in use; None where the system doesn't report them."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[0]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
