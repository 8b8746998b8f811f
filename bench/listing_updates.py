"""How soon all who have a place before them know that it is taken, from the press of its lister's
button: on open pages, and on the card of it in a chat. A second is promised."""

import asyncio
import json
import time
import urllib.request
from contextlib import asynccontextmanager
from itertools import cycle
from urllib.parse import urlencode

from asgiref.sync import async_to_sync

from bench.chat.clients import RESUME, open_socket, p95
from bench.chat.compared_servers import OUR_OWN, Room
from bench.page_load import Readers
from bench.table import print_table
from chat.models import Conversation
from tests.factories import ListingFactory, MessageFactory

PAGES, ROOMS, SIZE = 500, 100, 2
CARDS = 24
READERS = 200
TIMES, PAUSE = 10, 1.0  # seconds between two changes
PROMISED = 1.0
TOKEN = "a" * 32


def measure(folder):
    (office,), rooms = OUR_OWN.rooms(1, 1), OUR_OWN.rooms(ROOMS, SIZE)
    lister = _talk_of(office).participants.get()
    place, *others = ListingFactory.create_batch(CARDS, lister=lister)
    for room in rooms:
        MessageFactory(conversation=_talk_of(room), listing=place, body=place.get_absolute_url())
    watch = {"type": "watch", "ids": [place.pk, *(other.pk for other in others)], "query": ""}
    page = "/ws/listings/", None, json.dumps(watch).encode()
    chats = [(room.path, cookie, RESUME) for room in rooms for cookie in room.cookies]
    with OUR_OWN.serving(folder) as (port, _):
        press = _Button(port, place, office.cookies[0]).press
        rows = async_to_sync(_tell)(port, press, page, chats)
    title = "from the button to"
    print_table([title, "the first", "95 %", "the last", "of the second promised"], rows)


def _talk_of(room: Room) -> Conversation:
    return Conversation.objects.get(pk=room.extra["conversation"])


async def _tell(port, press, page, chats) -> list[list[str]]:
    async with _looking_on(port, [page]) as one:
        rows = [_row("one page", await one.learn(press))]
    async with _looking_on(port, [page] * PAGES + chats) as all_of_them:
        title = f"{PAGES} pages, {len(chats)} chats"
        rows.append(_row(title, await all_of_them.learn(press)))
        with Readers(port, "/listings/", READERS, TIMES * (PAUSE + PROMISED)):
            rows.append(_row(f"the same, {READERS} readers", await all_of_them.learn(press)))
    return rows


def _row(title, delays: list[list[float]]) -> list[str]:
    """Of what each change took to reach each socket, in seconds."""
    each = sorted(delay for change in delays for delay in change)
    figures = [f"{delay * 1000:.0f} ms" for delay in (each[0], p95(each), each[-1])]
    return [title, *figures, f"{each[-1] / PROMISED:.0%}"]


class _Button:
    def __init__(self, port, place, cookie):
        self._url = f"http://127.0.0.1:{port}/listings/{place.pk}/status/"
        self._headers = {"Cookie": f"{cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        self._statuses = cycle(["taken", "published"])

    def press(self):
        body = urlencode({"status": next(self._statuses)}).encode()
        request = urllib.request.Request(self._url, body, self._headers | {"HX-Request": "true"})
        with urllib.request.urlopen(request, timeout=10):
            pass


@asynccontextmanager
async def _looking_on(port, doors):
    onlookers = _Onlookers()
    sockets = [await open_socket(onlookers, port, *door) for door in doors]
    onlookers.number = len(sockets)
    await asyncio.sleep(2)  # what they are told when they come
    try:
        yield onlookers
    finally:
        for socket in sockets:
            socket.disconnect()


class _Onlookers:
    number = 0

    def __init__(self):
        self._heard: list[float] = []
        self._all = asyncio.Event()

    def heard(self, text: bytes):
        if text.startswith(b'{"type":"listing"'):
            self._heard.append(time.monotonic())
            if len(self._heard) == self.number:
                self._all.set()

    async def learn(self, press) -> list[list[float]]:
        """For each change, the seconds until each of them knew it."""
        return [await self._learn_one(press) for _ in range(TIMES)]

    async def _learn_one(self, press) -> list[float]:
        self._heard, began = [], time.monotonic()
        self._all.clear()
        async with asyncio.timeout(20):
            await asyncio.gather(asyncio.to_thread(press), self._all.wait())
        await asyncio.sleep(PAUSE)
        return [at - began for at in self._heard]
