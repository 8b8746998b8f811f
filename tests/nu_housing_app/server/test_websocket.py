"""The server's own parts of a WebSocket."""

import subprocess
import sys

# Daphne has to be imported before Twisted, and outside of any test's event loop.
INBOX = """
import asyncio, daphne.server
from nu_housing_app.server.websocket import Inbox
from tests.support.event_loop import IdleEventLoop, idle

async def main():
    inbox = Inbox()
    for number in range(3):
        inbox.put_nowait(number)
    assert [await inbox.get() for _ in range(3)] == [0, 1, 2]
    first = asyncio.ensure_future(inbox.get())
    await idle()
    first.cancel()
    second = asyncio.ensure_future(inbox.get())
    await idle()
    inbox.put_nowait("for the second")
    assert await asyncio.wait_for(second, 5) == "for the second"
    third = asyncio.ensure_future(inbox.get())
    await idle()
    inbox.put_nowait("for who comes next")
    third.cancel()
    await asyncio.gather(third, return_exceptions=True)
    assert await asyncio.wait_for(inbox.get(), 5) == "for who comes next"

with asyncio.Runner(loop_factory=IdleEventLoop) as runner:
    runner.run(main())
"""


def test_inbox_keeps_order_and_loses_nothing_when_a_waiter_is_canceled():
    done = subprocess.run([sys.executable, "-c", INBOX], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
