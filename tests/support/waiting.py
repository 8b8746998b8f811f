"""Waiting for a condition instead of for a time. The only module of the tests that sleeps."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")
INTERVAL = 0.02  # seconds between two checks


def wait_until(
    condition: Callable[[], Value], seconds: float = 10, failure: str | Callable[[], str] = ""
) -> Value:
    """Call `condition` until it returns something true, and return that. Raises AssertionError
    with `failure`, or what `failure()` returns, after so many `seconds`."""
    ends = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < ends, _text(failure, condition)
        time.sleep(INTERVAL)
    return value


async def eventually(
    condition: Callable[[], Value | Awaitable[Value]], seconds: float = 10, failure: str = ""
) -> Value:
    """The same on the event loop; `condition` may be a coroutine function."""
    ends = time.monotonic() + seconds
    while not (value := await _call(condition)):
        assert time.monotonic() < ends, _text(failure, condition)
        await asyncio.sleep(INTERVAL)
    return value


async def _call(condition: Callable[[], Value | Awaitable[Value]]) -> Value:
    value = condition()
    return await value if inspect.isawaitable(value) else value


def _text(failure: str | Callable[[], str], condition: Callable) -> str:
    given = failure() if callable(failure) else failure
    return given or f"{getattr(condition, '__qualname__', condition)} never became true"


def pause(seconds: float) -> None:
    """Let time pass that is part of the test, such as the length of an outage."""
    time.sleep(seconds)


async def pause_async(seconds: float) -> None:
    """The same on the event loop, such as the pace of a client."""
    await asyncio.sleep(seconds)
