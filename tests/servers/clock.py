"""A wall clock of its own for a web process. (libfaketime would do it for any program, but its
sleep fails under Python 3.11, which sleeps until a time of the clock that only counts on.)"""

from pathlib import Path

SHIFTED = Path(__file__).with_name("shifted")


class Clock:
    """Give its `variables` to a process; `set` moves what that process takes for the time."""

    def __init__(self, folder: Path, name: str, seconds: int = 0):
        self.file = folder / f"clock-{name}"
        self.variables = {"CLOCK_SHIFT": str(self.file), "PYTHONPATH": str(SHIFTED)}
        self.set(seconds)

    def set(self, seconds: int):
        """Off by so many seconds, forward or back, from now on."""
        beside = self.file.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(self.file)
