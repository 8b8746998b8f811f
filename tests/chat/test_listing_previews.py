"""Previews of listings on the messages that link to them, and their updates."""

import uuid
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import listing_previews
from chat.actions import message_edit, message_send
from chat.delivery import listing_updates
from chat.membership import conversation_start
from chat.models import Message
from listings.models import Listing
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import ConversationFactory, ListingFactory, PhotoFactory
from tests.support.paused_call import PausedCall


@pytest.fixture
def conversation(db):
    return ConversationFactory()


def send(conversation, body) -> Message:
    return message_send.send(conversation.participants.first(), conversation.pk, uuid.uuid4(), body)


def preview(message) -> listing_previews.ListingPreview | None:
    return listing_previews.preview_of(Message.objects.for_frames().get(pk=message.pk))


@pytest.mark.parametrize(
    "body",
    [
        "/listings/{}/",
        "look: /listings/{}/, and soon",
        "(http://localhost:8000/listings/{}/)",
        "https://LOCALHOST/listings/{}/?from=chat#costs.",
        "https://example.com/listings/9/ or http://127.0.0.1/listings/{}/",
    ],
)
def test_link_to_listing_adds_preview(conversation, body):
    listing = ListingFactory()
    found = preview(send(conversation, body.format(listing.pk)))
    assert (found.id, found.status, found.rent) == (listing.pk, "published", 95_000)
    assert found.title == "Room in a 3-bed · Noyes St"


def test_own_address_without_scheme_adds_preview(conversation, settings):
    settings.ALLOWED_HOSTS = ["www.nu.example"]
    listing = ListingFactory()
    assert (
        preview(send(conversation, f"see www.nu.example/listings/{listing.pk}/")).id == listing.pk
    )


@pytest.mark.parametrize(
    "body",
    [
        "https://example.com/listings/{}/",
        "https://localhost.example.com/listings/{}/",
        "http://localhost@example.com/listings/{}/",
        "http://[/listings/{}/",
        "example.com/listings/{}/",
        "/listings/{}/edit/",
        "/listings/{}99999999999999999999/",
        "/listings/mine/{}/",
        "listings {}",
    ],
)
def test_other_text_adds_no_preview(conversation, body):
    assert preview(send(conversation, body.format(ListingFactory().pk))) is None


def test_draft_listing_adds_no_preview(conversation):
    draft = ListingFactory(status="draft", lister=conversation.participants.first())
    message = message_send.send(
        draft.lister, conversation.pk, uuid.uuid4(), f"/listings/{draft.pk}/"
    )
    assert preview(message) is None


def test_first_link_counts(conversation):
    first, second = ListingFactory(), ListingFactory()
    message = send(
        conversation, f"/listings/{first.pk}/ or http://localhost/listings/{second.pk}/ ?"
    )
    assert preview(message).id == first.pk


def test_edit_replaces_preview_and_deletion_removes_it(conversation):
    first, second = ListingFactory(), ListingFactory()
    message = send(conversation, f"/listings/{first.pk}/")
    message_edit.edit(message.sender, conversation.pk, message.pk, f"/listings/{second.pk}/")
    assert preview(message).id == second.pk
    message_edit.edit(message.sender, conversation.pk, message.pk, "never mind")
    assert preview(message) is None
    message_edit.edit(message.sender, conversation.pk, message.pk, f"/listings/{second.pk}/")
    message_edit.delete(message.sender, conversation.pk, message.pk)
    assert preview(message) is None


@pytest.mark.parametrize("act", ["hide", "delete"])
def test_preview_of_hidden_listing_reveals_nothing_else(conversation, act):
    listing = ListingFactory(rent=123_400)
    message = send(conversation, f"/listings/{listing.pk}/")
    pk = listing.pk
    if act == "hide":
        listing.change_status("draft")
    else:
        listing.delete()
    assert preview(message) == listing_previews.ListingPreview(
        id=pk, url=f"/listings/{pk}/", status="draft"
    )


def test_body_without_link_makes_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert listing_previews.linked_listings(["hi", "see http://example.com/listings/7/"]) == {}


def test_previews_make_fixed_number_of_queries(conversation):
    def count(messages) -> int:
        for message in messages:
            PhotoFactory(listing=message.listing)
        with CaptureQueriesContext(connection) as queries:
            found = [
                listing_previews.preview_of(m)
                for m in Message.objects.for_frames().filter(conversation=conversation)
            ]
        assert all(found)
        return len(queries)

    few = count([send(conversation, f"/listings/{ListingFactory().pk}/")])
    assert (
        count([send(conversation, f"/listings/{ListingFactory().pk}/") for _ in range(5)])
        == few
        == 4
    )


# Listing updates ------------------------------------------------------------------------------


@database_sync_to_async
def run(act, *args, **kwargs):
    return act(*args, **kwargs)


@database_sync_to_async
def linked(conversation, **fields) -> Listing:
    listing = ListingFactory(**fields)
    send(conversation, f"/listings/{listing.pk}/")
    return listing


async def next_update(tab) -> tuple:
    frame = await tab.last("listing")
    return tuple(frame["listing"][key] for key in ("id", "status", "rent"))


async def test_message_frame_has_preview(pair):
    ana, ben, conversation = pair
    listing = await run(ListingFactory)
    photo = await run(PhotoFactory, listing=listing)
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await hers.send(conversation, f"http://localhost/listings/{listing.pk}/")
        message = (await his.last("message"))["message"]
        assert message["listing"] == {
            "id": listing.pk,
            "title": "Room in a 3-bed · Noyes St",
            "photo": photo.small_url,
            "rent": 95_000,
            "rent_per_person": 95_000,
            "status": "published",
            "url": f"/listings/{listing.pk}/",
        }
        await hers.send(conversation, "no link")
        assert (await his.last("message"))["message"]["listing"] is None


async def test_listing_update_reaches_only_participants_with_preview(pair):
    ana, ben, conversation = pair
    stranger = await run(ConversationFactory)
    outsider = await run(stranger.participants.first)
    listing = await linked(conversation)
    async with (
        ChatCommunicator(ana) as hers,
        ChatCommunicator(ben) as his,
        ChatCommunicator(outsider) as other,
    ):
        await run(listing.change_status, "taken")
        for tab in (hers, his):
            assert await next_update(tab) == (listing.pk, "taken", 95_000)
        await run(listing.change_status, "draft")
        assert await next_update(his) == (listing.pk, "draft", None)
        assert await other.receives_nothing()


async def test_listing_expires_in_previews_at_midnight(pair, monkeypatch):
    ana, _, conversation = pair
    today = timezone.localdate()
    listing, other = await linked(conversation, available_until=today), await linked(conversation)
    async with ChatCommunicator(ana) as hers:
        monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
        await run(other.change_status, "taken")  # so that the process checks at once
        updates = {await next_update(hers) for _ in range(2)}
        assert updates == {(listing.pk, "expired", 95_000), (other.pk, "taken", 95_000)}


async def test_inquiry_receives_listing_updates_until_deletion(pair):
    _, ben, _ = pair
    listing = await run(ListingFactory)
    await run(conversation_start.contact, ben, listing)
    async with ChatCommunicator(ben) as his:
        await run(listing.change_status, "pending")
        assert await next_update(his) == (listing.pk, "pending", 95_000)
        pk = listing.pk
        await run(listing.delete)
        assert await next_update(his) == (pk, "draft", None)


async def test_page_requests_state_of_listings(pair):
    ana, _, _ = pair
    listing, draft = await run(ListingFactory), await run(ListingFactory, status="draft")
    async with ChatCommunicator(ana) as hers:
        await hers.send_frame(type="listings", ids=[listing.pk, draft.pk, 999_999])
        updates = {await next_update(hers) for _ in range(3)}
        assert updates == {
            (listing.pk, "published", 95_000),
            (draft.pk, "draft", None),
            (999_999, "draft", None),
        }


async def test_request_during_change_ends_with_newer_state(pair, monkeypatch):
    ana, _, conversation = pair
    listing = await linked(conversation)
    async with ChatCommunicator(ana) as hers:
        listing_frames = PausedCall(monkeypatch, listing_updates, "listing_frames")
        await hers.send_frame(type="listings", ids=[listing.pk])
        await listing_frames.until_called()
        await run(listing.change_status, "taken")
        assert await next_update(hers) == (listing.pk, "taken", 95_000)
        listing_frames.release()
        await hers.send_frame(type="ping")
        frames = [frame for frame in await hers.until("pong") if frame["type"] == "listing"]
        assert frames[-1]["listing"]["status"] == "taken"
