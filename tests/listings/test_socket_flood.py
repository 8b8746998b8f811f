"""Many hostile sockets, each with a search, while another client waits for new listings."""

import asyncio
import contextlib
import time

import pytest

from listings.updates import database_reads
from listings.updates.match_queue import AT_ONCE
from tests.listings.test_live_socket import _quiet_registry, make
from tests.support.listings_communicator import ListingsCommunicator

pytestmark = pytest.mark.usefixtures(_quiet_registry.__name__)
HOSTILE = 5 * AT_ONCE


@pytest.mark.parametrize("networks", [1, 20])
async def test_hostile_sockets_do_not_silence_others(transactional_db, settings, networks):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    async with contextlib.AsyncExitStack() as stack:
        for number in range(HOSTILE):
            line = ListingsCommunicator(forwarded_for=f"198.51.100.{number % networks}")
            await stack.enter_async_context(line)
            await line.send_frame(
                type="watch", query=f"q=castle{number}&max_rent={number}", since=0
            )
        honest = await stack.enter_async_context(ListingsCommunicator(forwarded_for="203.0.113.5"))
        await honest.watch(query="max_rent=800")
        began = time.monotonic()
        await make(rent=70_000)
        assert (await honest.next("new"))["count"] == 1
        assert time.monotonic() - began < 5


async def test_flood_gets_its_own_counts_late(transactional_db):
    async with contextlib.AsyncExitStack() as stack:
        lines = [
            await stack.enter_async_context(ListingsCommunicator()) for _ in range(2 * AT_ONCE)
        ]
        for number, line in enumerate(lines):
            await line.watch(query=f"max_rent={1000 + number}")
        await make(rent=70_000)
        counts = await asyncio.gather(*(line.next("new") for line in lines))
        assert {frame["count"] for frame in counts} == {1}


async def test_misspelt_search_counts_what_its_page_would_show(transactional_db):
    await make(address="1900 Sheridan Rd")
    async with ListingsCommunicator() as line:
        await line.watch(query="q=sherdian")
        await make(address="2000 Sheridan Rd")
        assert (await line.next("new"))["count"] == 1


async def test_slow_searches_are_matched_one_at_a_time(transactional_db, monkeypatch):
    monkeypatch.setattr(database_reads, "MATCH_SECONDS", 0)
    async with contextlib.AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(ListingsCommunicator()) for _ in range(5)]
        for number, line in enumerate(lines):
            await line.watch(query=f"max_rent={1000 + number}")
        await make(rent=70_000)
        counts = await asyncio.gather(*(line.next("new") for line in lines))
        assert {frame["count"] for frame in counts} == {1}
