"""Python imports this at its start if the folder is on PYTHONPATH. It shifts the wall clock of the
process by the seconds in the file CLOCK_SHIFT, whenever that changes. Monotonic clocks stay as they
are, as on a real machine."""

import os
import time
from datetime import timedelta

from django.utils import timezone

_file = os.environ["CLOCK_SHIFT"]
_real = {name: getattr(time, name) for name in ("time", "time_ns")}
_now = timezone.now


def _shift() -> int:
    with open(_file, encoding="ascii") as text:  # noqa: PTH123 - read at every call
        return int(text.read())


time.time = lambda: _real["time"]() + _shift()
time.time_ns = lambda: _real["time_ns"]() + _shift() * 10**9
timezone.now = lambda: _now() + timedelta(seconds=_shift())
