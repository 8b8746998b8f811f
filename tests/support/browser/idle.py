"""Waits until a page is idle, so that tests measure what users see.

A script in each page counts what can't be seen from outside: fetches, sockets that connect, and
timers that fire soon. Playwright counts the other requests: the document, its modules and images.
"""

import time
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Frame, Page, Request

SECONDS = 20
SCRIPT = Path(__file__).with_suffix(".js")
_requests: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def count(context: BrowserContext) -> None:
    """Call it before the first page of the context is opened."""
    running = _requests[context] = set()
    context.add_init_script(path=SCRIPT)
    context.on("request", lambda request: running.add(request))
    for end in ("requestfinished", "requestfailed"):
        context.on(end, lambda request: running.discard(request))
    context.on("page", lambda page: page.on("framenavigated", lambda frame: _left(running, frame)))


def _left(running: set[Request], frame: Frame) -> None:
    """Requests of the previous page no longer count, and their end may not be reported."""
    running.difference_update([each for each in running if each.frame == frame])


def wait_until_idle(page: Page) -> None:
    """Raises AssertionError, naming what is still running, if the page doesn't become idle."""
    ends, calm = time.monotonic() + SECONDS, 0
    while calm < 2:  # a finished request may have started another
        under_way = page.evaluate("underWay()")
        under_way += [request.url for request in _requests[page.context]]
        calm = 0 if under_way else calm + 1
        assert time.monotonic() < ends, f"{page.url}: {under_way} don't end"
