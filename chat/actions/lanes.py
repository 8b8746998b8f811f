"""Stores messages in batches (group commit): drafts that arrive while others are being stored share
the next transaction; a single one is stored at once."""

import asyncio
import logging
import weakref
from collections import deque
from collections.abc import Awaitable, Sequence

from django.db import Error as DatabaseError

from chat.actions import message_send
from chat.actions.message_send import Draft
from chat.models import Message
from realtime import database_executor

log = logging.getLogger(__name__)

BATCH = 64  # drafts in one transaction
LANES = 2  # concurrent transactions: one that waits for a lock doesn't hold up everybody

# A draft, and the future of those who wait for it.
Waiting = tuple[Draft, asyncio.Future[Message]]

_lanes: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Lanes]" = weakref.WeakKeyDictionary()


def send(draft: Draft) -> Awaitable[Message]:
    """Store a draft. Await the result for the message; it raises the error of the draft. Drafts in
    one conversation are stored in the order of these calls. Call it on the event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _lanes:
        _lanes[loop] = Lanes()
    return _lanes[loop].add(draft)


class Lanes:
    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._busy: set[int] = set()  # conversations, each in one lane only
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, draft: Draft) -> asyncio.Future[Message]:
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, future))
        if len(self._tasks) < LANES:
            self._tasks.add(asyncio.create_task(self._run()))
        return future

    async def _run(self) -> None:
        try:
            while batch := self._next_batch():
                await self._store(batch)
        finally:
            # Here and not in a done callback, which runs later: a draft added in between would
            # wait for a task that has ended.
            if task := asyncio.current_task():
                self._tasks.discard(task)

    def _next_batch(self) -> list[Waiting]:
        batch: list[Waiting] = []
        rest: deque[Waiting] = deque()
        for draft, future in self._waiting:
            is_free = draft.conversation not in self._busy and len(batch) < BATCH
            (batch if is_free else rest).append((draft, future))
        self._waiting = rest
        return batch

    async def _store(self, batch: list[Waiting]) -> None:
        conversations = {draft.conversation for draft, _ in batch}
        self._busy |= conversations
        outcomes: Sequence[Message | Exception]
        try:
            outcomes = await database_executor.run(
                message_send.send_all, [draft for draft, _ in batch]
            )
        except DatabaseError as error:
            outcomes = [error] * len(batch)
        except Exception as error:
            # A bug must not leave those who wait behind it without an answer.
            log.exception("messages could not be stored")
            outcomes = [error] * len(batch)
        finally:
            self._busy -= conversations
        _set_outcomes(batch, outcomes)


def _set_outcomes(batch: list[Waiting], outcomes: Sequence[Message | Exception]) -> None:
    for (_, future), outcome in zip(batch, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
