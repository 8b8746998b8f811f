"""A semaphore for which clients wait in rotation instead of in order of arrival."""

import asyncio
from collections import Counter, deque
from typing import NamedTuple


class Client(NamedTuple):
    """Where a request comes from: its network address, and within that its session cookie."""

    network: str
    session: str = ""


class FairSemaphore:
    """Has `slots`; with `one_per_client`, a client holds one of them at a time at most.

    Networks take turns, and so do the sessions of a network: a client with a thousand requests
    delays somebody else's by one. A session cookie is whatever a client sends, so it counts only
    within its network.
    """

    def __init__(self, slots: int, *, one_per_client: bool = False) -> None:
        self._free = slots
        self._one_per_client = one_per_client
        self._holders: Counter[Client] = Counter()
        # Both are in the order in which they are served next.
        self._waiting: dict[str, dict[str, deque[asyncio.Future[None]]]] = {}

    def is_free_for(self, client: Client) -> bool:
        return self._free > 0 and not (self._one_per_client and self._holders[client])

    async def acquire(self, client: Client) -> None:
        if self.is_free_for(client):
            self._hold(client)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sessions = self._waiting.setdefault(client.network, {})
        sessions.setdefault(client.session, deque()).append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                self._remove(client, waiter)
            else:  # it got a slot just as its task was canceled
                self.release(client)
            raise

    def release(self, client: Client) -> None:
        self._free += 1
        self._holders[client] -= 1
        if not self._holders[client]:
            del self._holders[client]
        while following := self._next():
            waiter = self._waiting[following.network][following.session][0]
            self._remove(following, waiter)
            if not waiter.done():
                self._hold(following)
                waiter.set_result(None)

    def _hold(self, client: Client) -> None:
        self._free -= 1
        self._holders[client] += 1

    def _next(self) -> Client | None:
        for network, sessions in self._waiting.items():
            for session in sessions:
                if self.is_free_for(client := Client(network, session)):
                    return client
        return None

    def _remove(self, client: Client, waiter: asyncio.Future[None]) -> None:
        """Stop waiting; the session and the network move to the end of the rotation."""
        sessions = self._waiting.pop(client.network, {})
        waiters = sessions.pop(client.session, deque())
        if waiter in waiters:
            waiters.remove(waiter)
        if waiters:
            sessions[client.session] = waiters
        if sessions:
            self._waiting[client.network] = sessions
