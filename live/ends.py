"""A line in the log for each socket's end: whose it was, how long it stood, why it went."""

import logging
import time

log = logging.getLogger("socket")


class End:
    __slots__ = ("_began", "_code")

    def __init__(self):
        self._began = time.monotonic()
        self._code = None

    def note(self, code):
        """One of the two ends has closed; who was first says why."""
        if self._code is None:
            self._code = code

    def tell(self, route: str, user):
        """`user`, where somebody is logged in, is told by their number."""
        seconds = time.monotonic() - self._began
        code, number = self._code or "-", getattr(user, "pk", None) or "-"
        log.info("route=%s code=%s s=%d user=%s", route, code, seconds, number)
