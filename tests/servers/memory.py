"""Measures the memory of a process and its children."""

import threading
from pathlib import Path

MEGABYTE = 1024 * 1024


def resident(pid: int) -> int:
    """Resident memory of a process in bytes; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        found = [(thread / "children").read_text().split() for thread in threads]
    except (FileNotFoundError, ProcessLookupError):
        return []
    direct = [int(child) for some in found for child in some]
    return direct + [child for each in direct for child in children(each)]


class MemoryWatch:
    """`with MemoryWatch(pid) as watch: ...`, then `watch.most`: the peak of the resident memory of
    the process and its children together, in bytes."""

    def __init__(self, pid: int):
        self.pid = pid
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.005):
            self.most = max(self.most, self.now())

    def now(self) -> int:
        return sum(resident(pid) for pid in (self.pid, *children(self.pid)))
