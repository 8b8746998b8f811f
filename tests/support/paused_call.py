"""Pausing a call, so that something else happens between its work and its return."""

import asyncio
import threading
from types import ModuleType

import pytest


class PausedCall:
    """Replaces a sync function that threads call: it runs, and returns once `release` is called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        self._function = getattr(module, name)
        self._was_called, self._is_released = threading.Event(), threading.Event()
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args: object) -> object:
        result = self._function(*args)
        self._was_called.set()
        assert self._is_released.wait(5)
        return result

    async def until_called(self) -> None:
        assert await asyncio.to_thread(self._was_called.wait, 5)

    def release(self) -> None:
        self._is_released.set()
