import pytest
from django.urls import reverse

from tests.factories import ListingFactory, PhotoFactory, UserFactory
from tests.staff import log_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    return log_in_staff(client, UserFactory(is_staff=True, is_superuser=True))


def test_a_moderator_finds_listings_by_their_words(client, moderator):
    ListingFactory(title="Attic with a view")
    ListingFactory(title="Garden flat")
    text = client.get(reverse("admin:listings_listing_changelist"), {"q": "attic"}).text
    assert "Attic with a view" in text
    assert "Garden flat" not in text


def test_a_moderator_sees_the_photos_and_cannot_change_what_follows_from_the_rest(
    client, moderator
):
    photo = PhotoFactory()
    url = reverse("admin:listings_listing_change", args=[photo.listing.pk])
    text = client.get(url).text
    assert photo.image.url in text
    assert 'name="public_latitude"' not in text


def test_a_moderator_takes_listings_offline(client, moderator):
    listing = ListingFactory()
    data = {"action": "take_offline", "_selected_action": [listing.pk]}
    client.post(reverse("admin:listings_listing_changelist"), data)
    listing.refresh_from_db()
    assert listing.status == "draft"


def test_a_long_list_takes_few_queries(client, moderator, django_assert_max_num_queries):
    ListingFactory.create_batch(8)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:listings_listing_changelist"))
