"""How page loads slow down the chat: p95 to the ack, and database connections."""

import asyncio
from pathlib import Path

from asgiref.sync import async_to_sync
from django.conf import settings

from bench.chat.clients import ConversationClients, connected, p95
from bench.chat.compared_servers import OURS, ConversationSetup
from bench.page_load import DatabaseConnections, PageLoad
from bench.table import print_table, ratio
from tests.support.factories import ListingFactory

CONVERSATIONS, SIZE = 100, 2
PAUSE = 2.0  # seconds between two messages in a conversation
SECONDS = 8
READERS = (0, 200, 300)
Figures = tuple[float, int, str, int]  # p95, connections, pages a second, errors


def measure(folder: Path) -> None:
    ListingFactory.create_batch(48)
    conversations = OURS.create_conversations(CONVERSATIONS, SIZE)
    with OURS.serving(folder) as (port, _):
        figures = async_to_sync(_measure)(port, conversations)
    rows = [
        [f"{readers} readers", f"{slow * 1000:.0f} ms", ratio(slow, figures[0][0]), *rest]
        for readers, (slow, *rest) in zip(READERS, figures, strict=True)
    ]
    title = f"{CONVERSATIONS * SIZE} chatting sockets and"
    pool = f"connections (at most {settings.DATABASE_POOL_SIZE})"
    print_table([title, "p95 to the ack", "against none", pool, "pages a second", "errors"], rows)


async def _measure(port: int, conversations: list[ConversationSetup]) -> list[Figures]:
    async with connected(port, conversations) as groups:
        return [await _measure_beside(port, groups, readers) for readers in READERS]


async def _measure_beside(port: int, groups: list[ConversationClients], readers: int) -> Figures:
    for clients in groups:
        clients.acks.clear()
    with (
        DatabaseConnections() as connections,
        PageLoad(port, "/listings/", readers, SECONDS) as load,
    ):
        await asyncio.gather(*(_chat(clients, index) for index, clients in enumerate(groups)))
    acks = [ack for clients in groups for ack in clients.acks]
    return p95(acks), connections.most, f"{load.rate:.0f}", load.errors


async def _chat(clients: ConversationClients, index: int) -> None:
    # Spread over the pause, so that they don't send all at one moment.
    await asyncio.sleep(PAUSE * index / CONVERSATIONS)
    for number in range(int(SECONDS / PAUSE) - 1):
        delivered = clients.send(number)
        await asyncio.sleep(PAUSE)
        await asyncio.wait_for(delivered, 10)
