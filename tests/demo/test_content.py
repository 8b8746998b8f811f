"""The demo's content, before any of it is stored."""

from itertools import pairwise

import pytest

from demo import photos
from demo.content import conversations, listings, people, unwrap
from demo.conversations import LINK
from listings.fair_housing import hints
from listings.geography.distance import walk_minutes
from listings.geography.landmarks import LANDMARKS
from listings.geography.streets import locate
from listings.models import Amenity, Listing

PEOPLE = {person.key for person in people()}
each_conversation = pytest.mark.parametrize(
    "conversation", conversations(), ids=lambda conversation: conversation.key
)


def test_listings_of_every_space_lease_type_and_status():
    shown = [listing for listing in listings() if listing.status == Listing.Status.PUBLISHED]
    assert len(listings()) >= 64
    assert len(shown) >= 50
    assert {listing.status for listing in listings()} == {*Listing.Status.values} - {"removed"}
    assert {listing.space for listing in shown} == set(Listing.Space.values)
    assert {listing.lease_kind for listing in shown} == set(Listing.LeaseKind.values)
    assert {listing.bedrooms for listing in shown} == {0, 1, 2, 3, 4, 5, 6}


def test_listings_are_within_a_walk_of_campus():
    for listing in listings():
        point = locate(listing.address)
        assert point, listing.address
        assert min(walk_minutes(point, landmark.point) for landmark in LANDMARKS) <= 30


def test_texts_pass_the_fair_housing_check():
    for listing in listings():
        assert [hints(text) for text in (listing.title, listing.description)] == [[], []]


def test_listings_pass_the_rules_of_the_form():
    for listing in listings():
        assert listing.lister in PEOPLE
        assert listing.space in Listing.Space.values
        assert listing.lease_kind in Listing.LeaseKind.values
        assert set(listing.amenities) <= set(Amenity.values)
        assert len(set(listing.amenities)) == len(listing.amenities)
        assert 10 <= len(listing.title) <= 70
        assert len(listing.description) >= 60
        assert 0 <= listing.published <= 21


def test_photos_match_their_listing():
    for listing in listings():
        assert 3 <= len(listing.photos) <= 12
        assert len(set(listing.photos)) == len(listing.photos)
        assert set(listing.photos) <= set(photos.DESCRIPTIONS)
        if listing.bedrooms < 2:
            assert "second_bedroom" not in listing.photos
        if not listing.bedrooms:
            assert "bedroom" not in listing.photos, "a studio has one room"
        if "porch" in listing.photos:
            assert "balcony" in listing.amenities


def test_rents_are_realistic():
    for listing in listings():
        share = listing.rent / listing.people
        low, high = {"room": (650, 1300)}.get(listing.space, (650, 2250))
        assert low <= share <= high
        assert listing.deposit is None or listing.deposit <= listing.rent


def test_descriptions_of_photos_are_unique_and_short():
    words = {photos.describe(scene, "Noyes St") for scene in photos.DESCRIPTIONS}
    assert len(words) == len(photos.DESCRIPTIONS)
    assert all(len(description) <= 120 for description in words)


def test_every_picture_exists_in_each_width_and_none_is_unused():
    needed = set()
    for listing in listings():
        names = [f"listings/{listing.slug}-{scene}".replace("_", "-") for scene in listing.photos]
        needed |= {f"{name}-{width}w.webp" for name in names for width in (400, 800)}
    for person in people():
        needed |= {f"people/{person.key}-{width}w.webp" for width in (128, 256, 384, 512)}
    files = [path for path in photos.FOLDER.rglob("*") if path.is_file()]
    assert {path.relative_to(photos.FOLDER).as_posix() for path in files} == needed
    assert sum(path.stat().st_size for path in files) < 8_000_000


def test_titles_and_descriptions_are_unique():
    for texts in (
        [listing.title for listing in listings()],
        [listing.description for listing in listings()],
    ):
        assert len(set(texts)) == len(texts)
    openings = [listing.description[:24] for listing in listings()]
    assert len(set(openings)) == len(openings)


def test_neighbors_in_the_list_show_different_rooms():
    newest = [item for item in reversed(listings()) if item.status == Listing.Status.PUBLISHED]
    covers = [listing.photos[0].removeprefix("second_") for listing in newest]
    assert not [index for index, (a, b) in enumerate(pairwise(covers)) if a == b]


@each_conversation
def test_participants_of_a_conversation_exist(conversation):
    assert {*conversation.participants, *conversation.invited} <= PEOPLE
    assert {message.sender for message in conversation.messages} <= set(conversation.participants)
    assert bool(conversation.name) != bool(conversation.listing)
    assert not [message.body for message in conversation.messages if hints(message.body)]


@each_conversation
def test_inquiries_go_to_the_lister_of_an_open_listing(conversation):
    if conversation.listing:
        [listing] = [listing for listing in listings() if listing.slug == conversation.listing]
        assert conversation.participants[1:] == [listing.lister]
        assert conversation.participants[0] != listing.lister
        assert listing.status in ("published", "pending")


@each_conversation
def test_unread_messages_were_sent_by_others(conversation):
    for key, count in conversation.unread.items():
        assert key not in [message.sender for message in conversation.messages[-count:]]


def test_wrapped_paragraphs_are_joined_and_lists_kept():
    assert unwrap("\none\ntwo\n\nthree\n") == "one two\n\nthree"
    assert unwrap("so:\n\n- a b\nc\n- d\n") == "so:\n\n- a b c\n- d"


def test_each_person_has_a_different_portrait():
    portraits = {path.read_bytes() for path in photos.FOLDER.glob("people/*-512w.webp")}
    assert len(portraits) == len(people())


def test_rents_and_utilities_divide_into_whole_dollars():
    for listing in listings():
        for sum_ in (listing.rent, listing.utilities, listing.deposit, listing.fees):
            assert not sum_ or sum_ % listing.people == 0, listing.slug


@each_conversation
def test_links_in_messages_lead_to_listings(conversation):
    linked = {slug for message in conversation.messages for slug in LINK.findall(message.body)}
    assert linked <= {listing.slug for listing in listings()}
