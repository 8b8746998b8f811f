"""The protocol of the listings' socket."""

import asyncio
import threading
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import Listing
from listings.updates import database_reads, subscription_registry
from realtime import pubsub, reconciliation
from tests.support.factories import ListingFactory
from tests.support.listings_communicator import ListingsCommunicator


@pytest.fixture(autouse=True)
async def _quiet_registry(transactional_db):
    """Ends the tasks and the database connections of a test."""
    yield
    await database_sync_to_async(connections.close_all)()
    await pubsub.broker().close()
    await subscription_registry.current().close()


@database_sync_to_async
def make(**fields) -> Listing:
    return ListingFactory(**fields)


@database_sync_to_async
def change(listing, **fields):
    """Save it with these fields, as any part of the site does."""
    for name, value in fields.items():
        setattr(listing, name, value)
    listing.save_and_record(update_fields=list(fields))


@database_sync_to_async
def bulk(act, *args, **kwargs):
    return act(*args, **kwargs)


async def receives_nothing(line, sentinel) -> bool:
    """Whether the next frame is about the sentinel, which is changed now."""
    await change(sentinel, status="taken")
    return await line.state() == (sentinel.pk, "taken", sentinel.rent)


async def test_foreign_origin_is_refused():
    assert not await ListingsCommunicator(origin="https://evil.example").open()


async def test_visitor_receives_new_status_and_rent():
    room = await make()
    async with ListingsCommunicator() as line:
        await line.watch(room)
        await change(room, status="pending")
        assert await line.state() == (room.pk, "pending", 95_000)
        await change(room, rent=90_000)
        assert await line.state() == (room.pk, "pending", 90_000)


async def test_unwatched_listings_are_not_sent():
    room, other = await make(), await make()
    async with ListingsCommunicator() as line:
        await line.watch(room)
        await change(other, status="taken")
        assert await receives_nothing(line, room)


async def test_new_watch_replaces_the_old_one():
    room, other = await make(), await make()
    async with ListingsCommunicator() as line:
        await line.watch(room, query="")
        await line.watch(other)
        await change(room, status="taken")
        await make()
        assert await receives_nothing(line, other)


async def test_change_while_a_watch_is_replaced_is_sent(monkeypatch):
    room, other = await make(), await make()
    unread, begun, may_go_on = (
        database_reads.ChangeLogReader.unread,
        threading.Event(),
        threading.Event(),
    )

    def slow(book):
        begun.set()
        assert may_go_on.wait(5)
        return unread(book)

    async with ListingsCommunicator() as line:
        monkeypatch.setattr(database_reads.ChangeLogReader, "unread", slow)
        await line.watch(room)
        assert await asyncio.to_thread(begun.wait, 5)
        await line.watch(other)
        await change(other, status="taken")
        may_go_on.set()
        assert await line.state() == (other.pk, "taken", 95_000)


async def test_subscription_during_a_failed_read_is_served_by_the_next(monkeypatch):
    room, read_changes = await make(), database_reads.read_changes

    def broken(*_):
        monkeypatch.setattr(database_reads, "read_changes", read_changes)
        raise RuntimeError("no error of a database")

    async with ListingsCommunicator() as line:
        monkeypatch.setattr(database_reads, "read_changes", broken)
        await line.watch(room)
        await change(room, status="taken")
        assert await line.state() == (room.pk, "taken", 95_000)


async def test_drafts_are_never_sent():
    draft, room = await make(status="draft"), await make()
    async with ListingsCommunicator() as line:
        await line.watch(draft, room, query="", shown={draft.pk: ["draft", None]})
        await change(draft, rent=1_000, title="A secret castle")
        assert await receives_nothing(line, room)


async def test_lister_receives_nothing_about_a_hidden_listing_they_see():
    draft, room = await make(status="draft"), await make()
    async with ListingsCommunicator() as line:
        await line.watch(draft, room, query="", shown={draft.pk: ["draft", draft.rent]})
        assert await receives_nothing(line, room)


async def test_hidden_listing_is_sent_once_without_its_rent():
    room, other = await make(), await make()
    async with ListingsCommunicator() as line:
        await line.watch(room, other)
        await change(room, status="draft")
        assert await line.state() == (room.pk, "draft", None)
        await change(room, rent=10_000)
        assert await receives_nothing(line, other)


async def test_hidden_and_deleted_listings_look_the_same():
    hidden, deleted = await make(), await make()
    async with ListingsCommunicator() as line:
        await line.watch(hidden, deleted)
        pk = deleted.pk
        await change(hidden, status="draft")
        await bulk(deleted.delete)
        frames = [(await line.next("listing"))["listing"] for _ in range(2)]
        empty = {"status": "draft", "rent": None, "rent_per_person": None}
        assert sorted(frames, key=lambda frame: frame["id"]) == [
            {"id": hidden.pk, **empty},
            {"id": pk, **empty},
        ]


async def test_new_results_are_counted():
    async with ListingsCommunicator() as line:
        await line.watch(query="kind=room&max_rent=900")
        await make(rent=80_000)
        assert await line.next("new") == {"type": "new", "count": 1}
        await make(rent=95_000)
        draft = await make(rent=85_000, status="draft")
        await change(draft, status="published")
        assert await line.next("new") == {"type": "new", "count": 2}


async def test_listings_on_the_page_are_not_new():
    room = await make(status="pending")
    async with ListingsCommunicator() as line:
        await line.watch(room, query="")
        await change(room, status="published")
        assert await line.state() == (room.pk, "published", 95_000)
        other = await make()
        assert await line.next("new") == {"type": "new", "count": 1}
        await change(other, title="Sunny room with a new name")
        assert await receives_nothing(line, room)


async def test_late_page_receives_what_it_shows_differently():
    room, other = await make(), await make()
    since = await bulk(database_reads.ChangeLogEntry.objects.newest_id)
    await change(room, status="taken")
    await make(rent=70_000)
    async with ListingsCommunicator() as line:
        shown = {pk: ["published", 95_000] for pk in (room.pk, other.pk)}
        await line.send_frame(type="watch", ids=list(shown), query="q=", shown=shown, since=since)
        assert await line.state() == (room.pk, "taken", 95_000)
        assert await line.next("new") == {"type": "new", "count": 1}


@pytest.mark.parametrize(
    "frame",
    [
        "?",
        "[]",
        '{"type":"dance"}',
        '{"type":"watch","ids":"7"}',
        '{"type":"watch","ids":[-1]}',
        '{"type":"watch","query":7}',
        '{"type":"watch","ids":' + str(list(range(101))) + "}",
        '{"type":"watch","ids":' + "[" * 5000,
        '{"type":"watch","query":"' + "a&" * 1000 + '"}',
    ],
)
async def test_bad_frame_gets_an_error_and_the_socket_stays_open(frame):
    room = await make()
    async with ListingsCommunicator() as line:
        await line.watch(room)
        await line.send_frame(frame)
        assert (await line.next("error"))["code"] == "invalid"
        await change(room, status="taken")
        assert await line.state() == (room.pk, "taken", 95_000)


async def test_huge_frames_and_floods_are_refused(settings):
    settings.RATE_LIMITS = True
    async with ListingsCommunicator() as line:
        await line.send_frame(" " * 20_000)
        assert (await line.next("error"))["code"] == "too_long"
        errors = []
        for _ in range(40):
            await line.send_frame("?")
            errors.append(await line.next("error"))
        assert errors[0]["code"] == "invalid"
        assert (errors[-1]["code"], errors[-1]["retry_after"]) == ("rate_limited", 1)


async def test_sockets_per_network_are_limited(limited, settings, monkeypatch):
    """On Heroku, the last address is from the router; the others may be forged."""
    monkeypatch.setattr("listings.rate_limits.MAX_SOCKETS", 2)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    lines = [
        ListingsCommunicator(forwarded_for=f"10.0.0.{number}, 192.0.2.1") for number in range(5)
    ]
    other = ListingsCommunicator(forwarded_for="192.0.2.1, 192.0.2.2")
    assert [await line.open() for line in (*lines[:3], other)] == [True, True, False, True]
    await lines[0].wire.disconnect()
    assert await lines[3].open()
    settings.RATE_LIMITS = False
    assert await lines[4].open()
    for line in (lines[1], *lines[3:], other):
        await line.wire.disconnect()


async def test_ipv6_addresses_of_one_household_count_as_one(limited, settings, monkeypatch):
    monkeypatch.setattr("listings.rate_limits.MAX_SOCKETS", 2)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    own = [f"2001:db8:1:2::{number}" for number in range(3)]
    others = ["2001:db8:1:3::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2", "unknown"]
    lines = [ListingsCommunicator(forwarded_for=address) for address in (*own, *others)]
    assert [await line.open() for line in lines] == [True, True, False, *[True] * 4]
    for line in lines[:2] + lines[3:]:
        await line.wire.disconnect()


async def test_frames_of_one_network_are_counted_together(limited, monkeypatch):
    monkeypatch.setattr("listings.rate_limits.MAX_SOCKETS", 2)
    async with ListingsCommunicator() as line, ListingsCommunicator() as another:
        for _ in range(2):
            await line.send_frame("?")
            assert (await line.next("error"))["code"] == "invalid"
        await another.send_frame("?")
        assert (await another.next("error"))["code"] == "rate_limited"


async def test_many_changes_are_sent_together():
    rooms = [await make() for _ in range(5)]
    async with ListingsCommunicator() as line:
        await line.watch(*rooms)
        await bulk(Listing.objects.filter(status="published").update_and_record, status="pending")
        told = {await line.state() for _ in rooms}
        assert told == {(room.pk, "pending", 95_000) for room in rooms}


async def test_equal_searches_are_matched_once_per_batch(monkeypatch):
    asked = []
    match = database_reads.match

    def counted(jobs):
        with CaptureQueriesContext(connection) as queries:
            found = match(jobs)
        asked.append(len(queries))
        return found

    monkeypatch.setattr(database_reads, "match", counted)
    lines = [ListingsCommunicator() for _ in range(6)]
    for number, line in enumerate(lines):
        await line.open()
        await line.watch(query=f"max_rent={900 + number % 2}")
    await bulk(ListingFactory.create_batch, 3, rent=80_000)
    for line in lines:
        while (await line.next("new"))["count"] < 3:
            pass
        await line.wire.disconnect()
    assert set(asked) == {2}


async def test_first_change_is_sent_at_once_and_the_next_ones_together(monkeypatch):
    monkeypatch.setattr(subscription_registry, "MIN_INTERVAL", 60)
    monkeypatch.setattr(reconciliation, "INTERVAL", 60)
    room = await make()
    async with ListingsCommunicator() as line:
        await line.watch(room)
        await change(room, rent=90_000)
        assert await line.state() == (room.pk, "published", 90_000)
        for rent in (80_000, 70_000, 60_000):
            await change(room, rent=rent)
        subscription_registry.current().read_now()
        assert await line.state() == (room.pk, "published", 60_000)


async def test_change_without_an_event_is_found(monkeypatch):
    monkeypatch.setattr(reconciliation, "IDLE_INTERVAL", 1)
    room = await make()
    async with ListingsCommunicator() as line:
        await line.watch(room)
        monkeypatch.setattr(
            subscription_registry.SubscriptionRegistry, "read_now", lambda self: None
        )
        await change(room, status="taken")
        assert await line.state() == (room.pk, "taken", 95_000)


async def test_ended_listings_are_sent_at_midnight(monkeypatch):
    today = timezone.localdate()
    room, other = await make(available_until=today), await make()
    async with ListingsCommunicator() as line, ListingsCommunicator() as next_line:
        await line.watch(room, other)
        await change(other, status="taken")
        assert await line.state() == (other.pk, "taken", 95_000)
        monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
        await next_line.watch()  # so that the change log is read at once
        assert await line.state() == (room.pk, "expired", 95_000)
