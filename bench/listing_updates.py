"""Seconds from a lister's click on "taken" until the change is on every open page that shows the
listing, and on the listing's card in every chat. One second is promised."""

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from asgiref.sync import async_to_sync

from bench.chat.clients import RESUME, open_socket, p95
from bench.chat.compared_servers import OURS, ConversationSetup
from bench.login import CSRF_TOKEN
from bench.page_load import PageLoad
from bench.table import print_table
from chat.models import Conversation
from listings.models import Listing
from tests.support.factories import ListingFactory, MessageFactory

PAGES, CONVERSATIONS, SIZE = 500, 100, 2
CARDS = 24
READERS = 200
CHANGES, PAUSE = 10, 1.0  # seconds between two changes
PROMISED = 1.0  # seconds
Socket = tuple[str, str | None, bytes]  # path, cookie, first frame


def measure(folder: Path) -> None:
    [lister_only] = OURS.create_conversations(1, 1)
    conversations = OURS.create_conversations(CONVERSATIONS, SIZE)
    lister = _conversation(lister_only).participants.get()
    listing, *others = ListingFactory.create_batch(CARDS, lister=lister)
    for setup in conversations:
        body = listing.get_absolute_url()
        MessageFactory(conversation=_conversation(setup), listing=listing, body=body)
    watch = {"type": "watch", "ids": [listing.pk, *(other.pk for other in others)], "query": ""}
    page: Socket = "/ws/listings/", None, json.dumps(watch).encode()
    chats: list[Socket] = [
        (setup.path, cookie, RESUME) for setup in conversations for cookie in setup.cookies
    ]
    with OURS.serving(folder) as (port, _):
        click = _StatusButton(port, listing, lister_only.cookies[0]).click
        rows = async_to_sync(_measure)(port, click, page, chats)
    print_table(["from the click to", "the first", "95 %", "the last", "of the second"], rows)


def _conversation(setup: ConversationSetup) -> Conversation:
    return Conversation.objects.get(pk=setup.extra["conversation"])


async def _measure(
    port: int, click: Callable[[], None], page: Socket, chats: list[Socket]
) -> list[list[str]]:
    async with _connected(port, [page]) as one_page:
        rows = [_row("one page", await one_page.time_changes(click))]
    async with _connected(port, [page] * PAGES + chats) as everyone:
        title = f"{PAGES} pages, {len(chats)} chats"
        rows.append(_row(title, await everyone.time_changes(click)))
        with PageLoad(port, "/listings/", READERS, CHANGES * (PAUSE + PROMISED)):
            title = f"the same, {READERS} readers"
            rows.append(_row(title, await everyone.time_changes(click)))
    return rows


def _row(title: str, delays: list[list[float]]) -> list[str]:
    """Summarize the seconds that each change took to reach each socket."""
    each = sorted(delay for change in delays for delay in change)
    figures = [f"{delay * 1000:.0f} ms" for delay in (each[0], p95(each), each[-1])]
    return [title, *figures, f"{each[-1] / PROMISED:.0%}"]


class _StatusButton:
    """The lister's button, which switches between taken and published."""

    def __init__(self, port: int, listing: Listing, cookie: str | None):
        self._url = f"http://127.0.0.1:{port}/listings/{listing.pk}/status/"
        self._headers = {"Cookie": f"{cookie}; csrftoken={CSRF_TOKEN}", "X-CSRFToken": CSRF_TOKEN}
        self._statuses = cycle(["taken", "published"])

    def click(self) -> None:
        body = urlencode({"status": next(self._statuses)}).encode()
        request = urllib.request.Request(self._url, body, self._headers | {"HX-Request": "true"})
        with urllib.request.urlopen(request, timeout=10):
            pass


@asynccontextmanager
async def _connected(port: int, sockets: list[Socket]) -> AsyncIterator["_Subscribers"]:
    subscribers = _Subscribers()
    transports = [await open_socket(subscribers, port, *socket) for socket in sockets]
    subscribers.number = len(transports)
    await asyncio.sleep(2)  # for the frames that follow a connect
    try:
        yield subscribers
    finally:
        for transport in transports:
            transport.disconnect()


class _Subscribers:
    number = 0

    def __init__(self) -> None:
        self._received_at: list[float] = []
        self._all = asyncio.Event()

    def receive(self, text: bytes) -> None:
        if text.startswith(b'{"type":"listing"'):
            self._received_at.append(time.monotonic())
            if len(self._received_at) == self.number:
                self._all.set()

    async def time_changes(self, click: Callable[[], None]) -> list[list[float]]:
        """Return, for each change, the seconds until each subscriber received it."""
        return [await self._time_change(click) for _ in range(CHANGES)]

    async def _time_change(self, click: Callable[[], None]) -> list[float]:
        self._received_at, started = [], time.monotonic()
        self._all.clear()
        async with asyncio.timeout(20):
            await asyncio.gather(asyncio.to_thread(click), self._all.wait())
        await asyncio.sleep(PAUSE)
        return [at - started for at in self._received_at]
