"""The profile that other users see."""

from datetime import UTC, datetime

import pytest
from django.utils.html import escape

from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    PhotoFactory,
    UserFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db


def look_at(client, person):
    return client.get(f"/accounts/people/{person.public_id}/")


def shown_to(viewer, factory=UserFactory, **fields):
    """A user whose profile `viewer` may open."""
    person = factory(**fields)
    ConversationFactory(participants=[viewer, person])
    return person


@pytest.fixture
def viewer(client):
    viewer = UserFactory()
    client.force_login(viewer)
    return viewer


def login_to(person) -> str:
    return f"/accounts/login/?next=/accounts/people/{person.public_id}/"


def test_requires_login(client):
    person = UserFactory()
    assert look_at(client, person).url == login_to(person)


def test_closed_account_is_not_found(client, viewer):
    assert look_at(client, shown_to(viewer, is_active=False)).status_code == 404
    lister = ListingFactory(lister=UserFactory(is_active=False)).lister
    assert look_at(client, lister).status_code == 404


def test_profile_shows_name_and_never_the_email(client, viewer):
    joined = datetime(2024, 9, 3, tzinfo=UTC)
    person = shown_to(
        viewer, name="Noor", about="I cook.\n\nOften.", sleep="late", date_joined=joined
    )
    page = look_at(client, person).text
    for shown in ("Noor", "<p>I cook.</p>", "<p>Often.</p>", "Night owl", "September 2024"):
        assert shown in page
    assert person.email not in page


def test_profile_texts_are_escaped(client, viewer):
    person = shown_to(viewer, name="<b>Noor</b>", about="<script>alert(1)</script>")
    page = look_at(client, person).text
    assert "<script>alert" not in page
    assert escape("<b>Noor</b>") in page


def test_verified_badge_is_explained(client, viewer):
    badge = '<span class="badge">'
    student = look_at(client, shown_to(viewer, VerifiedStudentFactory)).text
    assert "has a confirmed Northwestern email" in student
    assert badge in student
    page = look_at(client, shown_to(viewer)).text
    assert "Not a verified student." in page
    assert badge not in page


def test_profile_lists_only_published_listings(client, viewer):
    person = VerifiedStudentFactory()
    shown = ListingFactory(lister=person)
    hidden = [ListingFactory(lister=person, status=state) for state in ("draft", "taken")]
    others = ListingFactory()
    page = look_at(client, person).text
    assert shown.get_absolute_url() in page
    assert not any(listing.get_absolute_url() in page for listing in [*hidden, others])


def test_listings_saved_by_the_viewer_are_marked(client, viewer):
    listing = ListingFactory()
    assert 'aria-pressed="false"' in look_at(client, listing.lister).text
    viewer.saved_listings.create(listing=listing)
    assert 'aria-pressed="true"' in look_at(client, listing.lister).text


def test_profile_makes_a_constant_number_of_queries(client, viewer, django_assert_num_queries):
    person = VerifiedStudentFactory()
    PhotoFactory(listing__lister=person)
    look_at(client, person)
    with django_assert_num_queries(queries := 9):
        look_at(client, person)
    for listing in ListingFactory.create_batch(4, lister=person):
        PhotoFactory(listing=listing)
    with django_assert_num_queries(queries):
        look_at(client, person)


def test_listings_are_paginated(client, viewer):
    person = UserFactory()
    ListingFactory.create_batch(25, lister=person)
    first = look_at(client, person).text
    assert first.count("data-listing=") == 24
    assert "?page=2#listings" in first
    second = client.get(f"/accounts/people/{person.public_id}/?page=2").text
    assert second.count("data-listing=") == 1
