"""A profile is visible only to some users, and accounts can't be listed by their URLs."""

import re
import uuid

import pytest

from accounts.models import User
from chat.membership import conversation_start, participants
from tests.support.factories import ConversationFactory, ListingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(client):
    viewer = UserFactory()
    client.force_login(viewer)
    return viewer


def status_of(client, person) -> int:
    return client.get(f"/accounts/people/{person.public_id}/").status_code


def answer_to(client, public_id):
    return client.get(f"/accounts/people/{public_id}/")


def words_of(answer) -> list[str]:
    """The text of a page, without the tokens that differ in each response."""
    return re.sub(r"<[^>]*>", " ", answer.text).split()


def test_numbered_profile_urls_do_not_exist(client, viewer):
    lister = ListingFactory().lister
    for number in (viewer.pk, lister.pk, 999_999, 99999999999999999999):
        assert client.get(f"/accounts/people/{number}/").status_code == 404


def test_stranger_profile_is_the_same_404_as_an_unknown_id(client, viewer):
    stranger = UserFactory()
    ListingFactory(lister=stranger, status="draft")
    ListingFactory(lister=stranger, status="taken")
    ConversationFactory(participants=[stranger, UserFactory()])
    hidden, unknown = answer_to(client, stranger.public_id), answer_to(client, uuid.uuid4())
    assert hidden.status_code == unknown.status_code == 404
    assert words_of(hidden) == words_of(unknown)


def test_hidden_and_unknown_profiles_take_the_same_queries(
    client, viewer, django_assert_num_queries
):
    stranger = UserFactory()
    for public_id in (stranger.public_id, uuid.uuid4()):
        with django_assert_num_queries(5):  # session, user, profile, two for the page header
            client.get(f"/accounts/people/{public_id}/")


def test_own_profile_is_visible(client, viewer):
    assert status_of(client, viewer) == 200


@pytest.mark.parametrize("status", ["published", "pending"])
def test_lister_with_an_open_listing_is_visible(client, viewer, status):
    assert status_of(client, ListingFactory(status=status).lister) == 200


def test_participants_see_each_other_until_one_leaves(client, viewer):
    person = UserFactory()
    conversation = ConversationFactory(participants=[viewer, person, UserFactory()])
    assert status_of(client, person) == 200
    participants.leave(person, conversation.pk)
    assert status_of(client, person) == 404


def test_seeker_and_lister_see_each_other_after_the_listing_closed(client, viewer):
    listing = ListingFactory(lister=viewer)
    seeker = UserFactory()
    conversation_start.contact(seeker, listing)
    listing.change_status(listing.Status.TAKEN)
    assert status_of(client, seeker) == 200
    client.force_login(seeker)
    assert status_of(client, viewer) == 200


def test_conversation_page_links_participants_by_public_id(client, viewer):
    person = UserFactory()
    conversation = ConversationFactory(participants=[viewer, person])
    page = client.get(f"/chat/{conversation.pk}/").text
    assert f'href="/accounts/people/{person.public_id}/"' in page
    assert f"/accounts/people/{person.pk}/" not in page


@pytest.mark.parametrize("status", ["published", "taken"])
def test_listing_page_links_its_lister_only_while_open(client, viewer, status):
    listing = ListingFactory(status=status)
    link = f'href="/accounts/people/{listing.lister.public_id}/"'
    assert (link in client.get(listing.get_absolute_url()).text) == (status == "published")


def test_public_ids_are_random_and_distinct():
    people = UserFactory.create_batch(50)
    ids = set(User.objects.values_list("public_id", flat=True))
    assert len(ids) == len(people)
    assert {public_id.version for public_id in ids} == {4}
