"""The card of a place on a message that links to it."""

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
def talk(db):
    return ConversationFactory()


def say(talk, body) -> Message:
    return message_send.send(talk.participants.first(), talk.pk, uuid.uuid4(), body)


def card(message) -> listing_previews.ListingPreview | None:
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
def test_a_link_to_a_place_of_ours_makes_its_card(talk, body):
    place = ListingFactory()
    found = card(say(talk, body.format(place.pk)))
    assert (found.id, found.status, found.rent) == (place.pk, "published", 95_000)
    assert found.title == "Room in a 3-bed · Noyes St"


def test_an_address_of_ours_without_a_scheme_makes_its_card(talk, settings):
    settings.ALLOWED_HOSTS = ["www.nu.example"]
    place = ListingFactory()
    assert card(say(talk, f"see www.nu.example/listings/{place.pk}/")).id == place.pk


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
def test_what_is_no_link_to_a_place_of_ours_makes_none(talk, body):
    assert card(say(talk, body.format(ListingFactory().pk))) is None


def test_a_draft_makes_none_not_even_for_its_lister(talk):
    draft = ListingFactory(status="draft", lister=talk.participants.first())
    message = message_send.send(draft.lister, talk.pk, uuid.uuid4(), f"/listings/{draft.pk}/")
    assert card(message) is None


def test_the_first_link_counts(talk):
    first, second = ListingFactory(), ListingFactory()
    message = say(talk, f"/listings/{first.pk}/ or http://localhost/listings/{second.pk}/ ?")
    assert card(message).id == first.pk


def test_an_edit_decides_anew_and_a_deletion_takes_it_away(talk):
    first, second = ListingFactory(), ListingFactory()
    message = say(talk, f"/listings/{first.pk}/")
    message_edit.edit(message.sender, talk.pk, message.pk, f"/listings/{second.pk}/")
    assert card(message).id == second.pk
    message_edit.edit(message.sender, talk.pk, message.pk, "never mind")
    assert card(message) is None
    message_edit.edit(message.sender, talk.pk, message.pk, f"/listings/{second.pk}/")
    message_edit.delete(message.sender, talk.pk, message.pk)
    assert card(message) is None


@pytest.mark.parametrize("act", ["hide", "delete"])
def test_the_card_of_what_is_gone_tells_nothing_but_that(talk, act):
    place = ListingFactory(rent=123_400)
    message = say(talk, f"/listings/{place.pk}/")
    pk = place.pk
    if act == "hide":
        place.change_status("draft")
    else:
        place.delete()
    assert card(message) == listing_previews.ListingPreview(
        id=pk, url=f"/listings/{pk}/", status="draft"
    )


def test_a_body_without_a_link_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert listing_previews.linked_listings(["hi", "see http://example.com/listings/7/"]) == {}


def test_many_cards_take_no_more_queries_than_one(talk):
    def count(messages) -> int:
        for message in messages:
            PhotoFactory(listing=message.listing)
        with CaptureQueriesContext(connection) as queries:
            found = [
                listing_previews.preview_of(m)
                for m in Message.objects.for_frames().filter(conversation=talk)
            ]
        assert all(found)
        return len(queries)

    few = count([say(talk, f"/listings/{ListingFactory().pk}/")])
    assert count([say(talk, f"/listings/{ListingFactory().pk}/") for _ in range(5)]) == few == 4


# Restamping -----------------------------------------------------------------------------------


@database_sync_to_async
def run(act, *args, **kwargs):
    return act(*args, **kwargs)


@database_sync_to_async
def linked(talk, **fields) -> Listing:
    place = ListingFactory(**fields)
    say(talk, f"/listings/{place.pk}/")
    return place


async def stamp(tab) -> tuple:
    frame = await tab.last("listing")
    return tuple(frame["listing"][key] for key in ("id", "status", "rent"))


async def test_the_wire_carries_the_card(pair):
    ana, ben, talk = pair
    place = await run(ListingFactory)
    photo = await run(PhotoFactory, listing=place)
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await hers.send(talk, f"http://localhost/listings/{place.pk}/")
        message = (await his.last("message"))["message"]
        assert message["listing"] == {
            "id": place.pk,
            "title": "Room in a 3-bed · Noyes St",
            "photo": photo.small_url,
            "rent": 95_000,
            "rent_per_person": 95_000,
            "status": "published",
            "url": f"/listings/{place.pk}/",
        }
        await hers.send(talk, "no link")
        assert (await his.last("message"))["message"]["listing"] is None


async def test_a_change_reaches_everyone_who_has_its_card_and_nobody_else(pair):
    ana, ben, talk = pair
    stranger = await run(ConversationFactory)
    outsider = await run(stranger.participants.first)
    place = await linked(talk)
    async with (
        ChatCommunicator(ana) as hers,
        ChatCommunicator(ben) as his,
        ChatCommunicator(outsider) as other,
    ):
        await run(place.change_status, "taken")
        for tab in (hers, his):
            assert await stamp(tab) == (place.pk, "taken", 95_000)
        await run(place.change_status, "draft")
        assert await stamp(his) == (place.pk, "draft", None)
        assert await other.silent()


async def test_at_midnight_a_card_says_that_its_place_is_over(pair, monkeypatch):
    ana, _, talk = pair
    today = timezone.localdate()
    place, other = await linked(talk, available_until=today), await linked(talk)
    async with ChatCommunicator(ana) as hers:
        monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
        await run(other.change_status, "taken")  # so that the process looks at once
        told = {await stamp(hers) for _ in range(2)}
        assert told == {(place.pk, "expired", 95_000), (other.pk, "taken", 95_000)}


async def test_an_inquiry_hears_of_its_place_until_it_is_deleted(pair):
    _, ben, _ = pair
    place = await run(ListingFactory)
    await run(conversation_start.contact, ben, place)
    async with ChatCommunicator(ben) as his:
        await run(place.change_status, "pending")
        assert await stamp(his) == (place.pk, "pending", 95_000)
        pk = place.pk
        await run(place.delete)
        assert await stamp(his) == (pk, "draft", None)


async def test_a_page_may_ask_how_places_stand(pair):
    ana, _, _ = pair
    place, draft = await run(ListingFactory), await run(ListingFactory, status="draft")
    async with ChatCommunicator(ana) as hers:
        await hers.say(type="listings", ids=[place.pk, draft.pk, 999_999])
        told = {await stamp(hers) for _ in range(3)}
        assert told == {
            (place.pk, "published", 95_000),
            (draft.pk, "draft", None),
            (999_999, "draft", None),
        }


async def test_who_asks_while_a_place_changes_is_left_with_the_newer(pair, monkeypatch):
    ana, _, talk = pair
    place = await linked(talk)
    async with ChatCommunicator(ana) as hers:
        stands = PausedCall(monkeypatch, listing_updates, "listing_frames")
        await hers.say(type="listings", ids=[place.pk])
        await stands.until_called()
        await run(place.change_status, "taken")
        assert await stamp(hers) == (place.pk, "taken", 95_000)
        stands.release()
        await hers.say(type="ping")
        frames = [frame for frame in await hers.until("pong") if frame["type"] == "listing"]
        assert frames[-1]["listing"]["status"] == "taken"
