import asyncio
from collections.abc import Awaitable, Callable

from realtime import database_executor
from realtime.broker import Broker

# Seconds.
INTERVAL = 0.5  # while events may have been lost
IDLE_INTERVAL = 10.0


async def run(broker: Broker, reconcile: Callable[[], Awaitable[None]]) -> None:
    """Reconcile with the database soon after events may have been lost, and every
    IDLE_INTERVAL: nothing follows a lost last event that would reveal the gap. Never returns."""
    remaining, before = IDLE_INTERVAL, _possible_gaps(broker)
    while True:
        await asyncio.sleep(INTERVAL)
        remaining -= INTERVAL
        now = _possible_gaps(broker)
        if now == before and remaining > 0:
            continue
        remaining, before = IDLE_INTERVAL, now
        await reconcile()


def _possible_gaps(broker: Broker) -> tuple[int, int]:
    """Counters that rise whenever events may have been lost or not published."""
    return broker.suspected_losses, database_executor.failures
