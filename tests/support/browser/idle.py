"""Waiting until a page has nothing under way, so that what is measured is what a reader sees.

A script in each page counts what can't be seen from outside: calls, sockets that connect, and
timers that go off within a moment. Playwright counts the other requests: the document itself, its
modules and pictures.
"""

import time
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Frame, Page, Request

SECONDS = 20
SCRIPT = Path(__file__).with_suffix(".js")
_requests: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def count(context: BrowserContext) -> None:
    """Before the first page of the context is opened."""
    running = _requests[context] = set()
    context.add_init_script(path=SCRIPT)
    context.on("request", lambda request: running.add(request))
    for end in ("requestfinished", "requestfailed"):
        context.on(end, lambda request: running.discard(request))
    context.on("page", lambda page: page.on("framenavigated", lambda frame: _left(running, frame)))


def _left(running: set[Request], frame: Frame) -> None:
    """What the page before asked for is nobody's any more, and its end may not be reported."""
    running.difference_update([each for each in running if each.frame == frame])


def wait_until_idle(page: Page) -> None:
    """Raises AssertionError, which names what is under way, if that doesn't end."""
    ends, calm = time.monotonic() + SECONDS, 0
    while calm < 2:  # what has just ended may have begun something
        under_way = page.evaluate("underWay()")
        under_way += [request.url for request in _requests[page.context]]
        calm = 0 if under_way else calm + 1
        assert time.monotonic() < ends, f"{page.url}: {under_way} don't end"
