"""What the demo says, before any of it is stored."""

from itertools import pairwise

import pytest

from demo import photos
from demo.reading import offers, people, prose, talks
from demo.talks import LINK
from listings.fair_housing import hints
from listings.geography.distance import walk_minutes
from listings.geography.landmarks import LANDMARKS
from listings.geography.streets import locate
from listings.models import Amenity, Listing

LISTERS = {person.key for person in people()}
by_talk = pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk.key)


def test_there_is_an_evanston_to_look_at():
    shown = [offer for offer in offers() if offer.status == Listing.Status.PUBLISHED]
    assert len(offers()) >= 64
    assert len(shown) >= 50
    assert {offer.status for offer in offers()} == {*Listing.Status.values} - {"removed"}
    assert {offer.space for offer in shown} == set(Listing.Space.values)
    assert {offer.lease_kind for offer in shown} == set(Listing.LeaseKind.values)
    assert {offer.bedrooms for offer in shown} == {0, 1, 2, 3, 4, 5, 6}


def test_it_stands_on_its_street_a_walk_from_campus():
    for offer in offers():
        point = locate(offer.address)
        assert point, offer.address
        assert min(walk_minutes(point, landmark.point) for landmark in LANDMARKS) <= 30


def test_it_describes_the_home_and_nobody():
    for offer in offers():
        assert [hints(text) for text in (offer.title, offer.description)] == [[], []]


def test_it_passes_the_rules_of_the_form():
    for offer in offers():
        assert offer.lister in LISTERS
        assert offer.space in Listing.Space.values
        assert offer.lease_kind in Listing.LeaseKind.values
        assert set(offer.amenities) <= set(Amenity.values)
        assert len(set(offer.amenities)) == len(offer.amenities)
        assert 10 <= len(offer.title) <= 70
        assert len(offer.description) >= 60
        assert 0 <= offer.published <= 21


def test_its_pictures_fit_it():
    for offer in offers():
        assert 3 <= len(offer.photos) <= 12
        assert len(set(offer.photos)) == len(offer.photos)
        assert set(offer.photos) <= set(photos.DESCRIPTIONS)
        if offer.bedrooms < 2:
            assert "second_bedroom" not in offer.photos
        if not offer.bedrooms:
            assert "bedroom" not in offer.photos, "a studio has one room"
        if "porch" in offer.photos:
            assert "balcony" in offer.amenities


def test_its_rent_is_one_that_students_know():
    for offer in offers():
        share = offer.rent / offer.people
        low, high = {"room": (650, 1300)}.get(offer.space, (650, 2250))
        assert low <= share <= high
        assert offer.deposit is None or offer.deposit <= offer.rent


def test_every_picture_has_words_of_its_own():
    words = {photos.describe(scene, "Noyes St") for scene in photos.DESCRIPTIONS}
    assert len(words) == len(photos.DESCRIPTIONS)
    assert all(len(description) <= 120 for description in words)


def test_every_picture_lies_there_in_each_width():
    needed = set()
    for offer in offers():
        names = [f"listings/{offer.slug}-{scene}".replace("_", "-") for scene in offer.photos]
        needed |= {f"{name}-{width}w.webp" for name in names for width in (400, 800)}
    for person in people():
        needed |= {f"people/{person.key}-{width}w.webp" for width in (128, 256, 384, 512)}
    files = [path for path in photos.FOLDER.rglob("*") if path.is_file()]
    assert {path.relative_to(photos.FOLDER).as_posix() for path in files} == needed
    assert sum(path.stat().st_size for path in files) < 8_000_000


def test_no_two_listings_read_alike():
    for texts in ([o.title for o in offers()], [o.description for o in offers()]):
        assert len(set(texts)) == len(texts)
    openings = [offer.description[:24] for offer in offers()]
    assert len(set(openings)) == len(openings)


def test_neighbours_in_the_list_show_different_rooms():
    newest = [o for o in reversed(offers()) if o.status == Listing.Status.PUBLISHED]
    covers = [offer.photos[0].removeprefix("second_") for offer in newest]
    assert not [place for place, (a, b) in enumerate(pairwise(covers)) if a == b]


@by_talk
def test_a_talk_is_between_people_that_exist(talk):
    assert {*talk.people, *talk.invited} <= LISTERS
    assert {line.by for line in talk.messages} <= set(talk.people)
    assert bool(talk.name) != bool(talk.listing)
    assert not [line.says for line in talk.messages if hints(line.says)]


@by_talk
def test_an_enquiry_is_with_the_lister_of_an_open_listing(talk):
    if talk.listing:
        [offer] = [offer for offer in offers() if offer.slug == talk.listing]
        assert talk.people[1:] == [offer.lister]
        assert talk.people[0] != offer.lister
        assert offer.status in ("published", "pending")


@by_talk
def test_what_is_unread_was_written_by_others(talk):
    for key, count in talk.unread.items():
        assert key not in [line.by for line in talk.messages[-count:]]


def test_lines_of_a_paragraph_are_joined_and_lists_stay():
    assert prose("\none\ntwo\n\nthree\n") == "one two\n\nthree"
    assert prose("so:\n\n- a b\nc\n- d\n") == "so:\n\n- a b c\n- d"


def test_a_person_has_a_portrait_of_their_own():
    portraits = {path.read_bytes() for path in photos.FOLDER.glob("people/*-512w.webp")}
    assert len(portraits) == len(people())


def test_rents_and_utilities_divide_into_whole_dollars():
    for offer in offers():
        for sum_ in (offer.rent, offer.utilities, offer.deposit, offer.fees):
            assert not sum_ or sum_ % offer.people == 0, offer.slug


@by_talk
def test_a_link_in_a_talk_leads_to_a_place(talk):
    slugs = {offer.slug for offer in offers()}
    assert {slug for line in talk.messages for slug in LINK.findall(line.says)} <= slugs
