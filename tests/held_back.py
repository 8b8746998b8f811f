"""A read whose answer a test keeps back, so that something happens in between."""

import asyncio
import threading


class HeldBack:
    """In the place of a sync function that threads call: what it has found it gives back once it
    `may_go_on`."""

    def __init__(self, monkeypatch, module, name: str):
        self._read = getattr(module, name)
        self._has_read, self._may_go_on = threading.Event(), threading.Event()
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args):
        found = self._read(*args)
        self._has_read.set()
        assert self._may_go_on.wait(5)
        return found

    async def has_read(self):
        assert await asyncio.to_thread(self._has_read.wait, 5)

    def may_go_on(self):
        self._may_go_on.set()
