"""A semaphore for which clients wait in rotation instead of in order of arrival."""

import asyncio
from collections import Counter, deque
from typing import NamedTuple


class Client(NamedTuple):
    """Where a request comes from: its network address, and within that its session cookie."""

    network: str
    session: str = ""


class FairSemaphore:
    """Has `slots`; with `one_each`, a client holds one of them at a time at most.

    Networks take turns, and so do the sessions of a network: a client with a thousand requests
    delays somebody else's by one. A session cookie is whatever a client sends, so it counts only
    within its network.
    """

    def __init__(self, slots: int, *, one_each: bool = False):
        self._free = slots
        self._one_each = one_each
        self._holders: Counter[Client] = Counter()
        # The order of both is the order of turns.
        self._waiting: dict[str, dict[str, deque[asyncio.Future]]] = {}

    def is_free_for(self, client: Client) -> bool:
        return self._free > 0 and not (self._one_each and self._holders[client])

    async def acquire(self, client: Client) -> None:
        if self.is_free_for(client):
            self._hold(client)
            return
        turn = asyncio.get_running_loop().create_future()
        sessions = self._waiting.setdefault(client.network, {})
        sessions.setdefault(client.session, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._remove(client, turn)
            else:  # the turn came in the moment in which its task was cancelled
                self.release(client)
            raise

    def release(self, client: Client) -> None:
        self._free += 1
        self._holders[client] -= 1
        if not self._holders[client]:
            del self._holders[client]
        while following := self._next():
            turn = self._waiting[following.network][following.session][0]
            self._remove(following, turn)
            if not turn.done():
                self._hold(following)
                turn.set_result(None)

    def _hold(self, client: Client) -> None:
        self._free -= 1
        self._holders[client] += 1

    def _next(self) -> Client | None:
        for network, sessions in self._waiting.items():
            for session in sessions:
                if self.is_free_for(client := Client(network, session)):
                    return client
        return None

    def _remove(self, client: Client, turn: asyncio.Future) -> None:
        """Take a turn out of the line; its client and its network go to the end of theirs."""
        sessions = self._waiting.pop(client.network, {})
        turns = sessions.pop(client.session, deque())
        if turn in turns:
            turns.remove(turn)
        if turns:
            sessions[client.session] = turns
        if sessions:
            self._waiting[client.network] = sessions
