"""Event loops that know when they are idle."""

import asyncio
import selectors


async def idle() -> None:
    """Wait until every task of the running loop waits for a timer, a thread or a socket."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleEventLoop)
    await loop.idle()


class IdleEventLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._idle_selector = IdleSelector()
        super().__init__(self._idle_selector)

    def idle(self) -> asyncio.Future[None]:
        waiter = self.create_future()
        self._idle_selector.waiters.append(waiter)
        return waiter


class IdleSelector(selectors.DefaultSelector):
    """The loop lets it block only when no callback is ready to run."""

    def __init__(self) -> None:
        super().__init__()
        self.waiters: list[asyncio.Future[None]] = []

    def select(self, timeout: float | None = None) -> list:
        if not self.waiters or timeout == 0:
            return super().select(timeout)
        if events := super().select(0):
            return events
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        return []


class FakeClockEventLoop(asyncio.SelectorEventLoop):
    """Jumps to the next timer instead of waiting for it. For code without threads or sockets."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self.now


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: FakeClockEventLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list:
        if timeout is None:
            raise RuntimeError("The loop would wait forever.")
        self._loop.now += max(0.0, timeout)
        return super().select(0)
