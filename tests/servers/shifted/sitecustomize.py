"""Python imports this at its start where the folder is on PYTHONPATH: the process then has the
wall clock off by what stands in the file CLOCK_SHIFT, and by something else as soon as that does.
Clocks that only count on stay what they are, as in life."""

import os
import time
from datetime import timedelta

from django.utils import timezone

_file = os.environ["CLOCK_SHIFT"]
_real = {name: getattr(time, name) for name in ("time", "time_ns")}
_now = timezone.now


def _shift() -> int:
    with open(_file, encoding="ascii") as text:  # noqa: PTH123 - asked for at every tick
        return int(text.read())


time.time = lambda: _real["time"]() + _shift()
time.time_ns = lambda: _real["time_ns"]() + _shift() * 10**9
timezone.now = lambda: _now() + timedelta(seconds=_shift())
