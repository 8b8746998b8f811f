"""Brings what people send to the database. Whoever comes while others are on their way there goes
along with the next, many in one transaction; who comes alone goes at once."""

import asyncio
import logging
import weakref
from collections import deque
from collections.abc import Awaitable

from django.db import Error as DatabaseError

from chat.actions import message_send
from chat.actions.message_send import Draft
from chat.models import Message
from realtime import database_executor

log = logging.getLogger(__name__)

MOST = 64  # drafts in one transaction
LANES = 2  # transactions under way: one that waits for a lock doesn't hold up everybody

_lanes: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def send(draft: Draft) -> Awaitable[Message]:
    """Have a draft stored; whoever awaits it gets the message, or its refusal raised. Drafts in
    one conversation are stored in the order of these calls. From the loop."""
    loop = asyncio.get_running_loop()
    if loop not in _lanes:
        _lanes[loop] = Lanes()
    return _lanes[loop].take(draft)


class Lanes:
    def __init__(self):
        self._waiting: deque[tuple[Draft, asyncio.Future]] = deque()
        self._under_way: set[int] = set()  # conversations, each in one lane alone
        self._open: set[asyncio.Task] = set()

    def take(self, draft: Draft) -> asyncio.Future:
        outcome = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, outcome))
        if len(self._open) < LANES:
            self._open.add(asyncio.create_task(self._serve()))
        return outcome

    async def _serve(self):
        try:
            while batch := self._next():
                await self._store(batch)
        finally:
            self._open.discard(asyncio.current_task())

    def _next(self) -> list[tuple[Draft, asyncio.Future]]:
        batch, rest = [], deque()
        for waiting in self._waiting:
            free = waiting[0].conversation not in self._under_way
            (batch if free and len(batch) < MOST else rest).append(waiting)
        self._waiting = rest
        return batch

    async def _store(self, batch):
        conversations = {draft.conversation for draft, _ in batch}
        self._under_way |= conversations
        try:
            outcomes = await database_executor.run(
                message_send.send_all, [draft for draft, _ in batch]
            )
        except DatabaseError as error:
            outcomes = [error] * len(batch)
        except Exception as error:
            # A fault of ours, which those who wait behind must not hang on.
            log.exception("messages could not be stored")
            outcomes = [error] * len(batch)
        finally:
            self._under_way -= conversations
        _answer(batch, outcomes)


def _answer(batch, outcomes):
    for (_, waiting), outcome in zip(batch, outcomes, strict=True):
        if waiting.done():
            continue
        if isinstance(outcome, BaseException):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
