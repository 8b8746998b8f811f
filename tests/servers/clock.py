"""A wall clock of its own for a web process. (libfaketime would do it for any program, but with it
sleeping fails in Python 3.11, which sleeps until a time of the monotonic clock.)"""

from pathlib import Path

CLOCK_SHIFT = Path(__file__).with_name("clock_shift")


class Clock:
    """Give its `variables` to a process; `set` moves that process's wall clock."""

    def __init__(self, folder: Path, name: str, seconds: int = 0):
        self.file = folder / f"clock-{name}"
        self.variables = {"CLOCK_SHIFT": str(self.file), "PYTHONPATH": str(CLOCK_SHIFT)}
        self.set(seconds)

    def set(self, seconds: int):
        """Shift the clock by so many seconds, forward or back, from now on."""
        beside = self.file.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(self.file)
