"""Which users a photo's URL is served to, and how long caches keep the photo."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.images.stored_copies import originals_of
from listings.models import Listing, Photo
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    PhotoFactory,
    UserFactory,
    picture,
)
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db
FOUND = {200, 302}


@pytest.fixture
def listing():
    return ListingFactory()


@pytest.fixture
def photo(listing):
    return PhotoFactory(listing=listing, image=picture(900, 600))


def addresses(photo) -> list[str]:
    """The URLs of the photo itself and of all its copies."""
    return [f"/media/{photo.image.name}", *(url for _, url in photo.urls)]


def statuses(client, photo) -> set[int]:
    return {client.get(address).status_code for address in addresses(photo)}


def kept(client, address: str) -> str:
    return client.get(address)["Cache-Control"]


def unpublish(listing):
    Listing.objects.filter(pk=listing.pk).update_and_record(status="draft")


@pytest.mark.parametrize("status", ["published", "pending", "taken", "expired"])
def test_photo_of_a_public_listing_is_public_with_its_copies(client, status):
    photo = PhotoFactory(listing=ListingFactory(status=status), image=picture(900, 600))
    assert len(addresses(photo)) == 3
    assert statuses(client, photo) <= FOUND


def test_photo_is_hidden_as_soon_as_its_listing_is(client, listing, photo):
    unpublish(listing)
    assert statuses(client, photo) == {404}
    client.force_login(UserFactory())
    assert statuses(client, photo) == {404}


def test_photo_of_a_removed_listing_is_for_its_lister_alone(client, listing, photo):
    Listing.objects.filter(pk=listing.pk).update_and_record(status="removed")
    assert statuses(client, photo) == {404}
    client.force_login(listing.lister)
    assert statuses(client, photo) <= FOUND


def test_lister_sees_photos_of_a_draft_and_no_cache_keeps_them(client, listing, photo):
    unpublish(listing)
    client.force_login(listing.lister)
    assert statuses(client, photo) <= FOUND
    assert {kept(client, address) for address in addresses(photo)} == {"private, no-store"}


def test_participants_see_photos_of_the_listing_of_their_inquiry(client, listing, photo):
    seeker, other = UserFactory(), UserFactory()
    ConversationFactory(participants=[listing.lister, seeker], listing=listing)
    ConversationFactory(participants=[listing.lister, other], listing=ListingFactory())
    unpublish(listing)
    for person, expected in ((seeker, FOUND), (other, {404})):
        client.force_login(person)
        assert statuses(client, photo) <= expected


def test_staff_with_the_permission_see_photos_of_any_listing(client, listing, photo):
    unpublish(listing)
    for person, expected in (
        (UserFactory(is_staff=True, is_superuser=True), FOUND),
        (UserFactory(is_staff=True), {404}),
    ):
        log_in_staff(client, person)
        assert statuses(client, photo) <= expected


def test_staff_see_no_hidden_photo_without_the_second_factor(client, listing, photo):
    unpublish(listing)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert statuses(client, photo) == {404}


def test_public_photo_stays_in_caches_for_an_hour_at_most(client, photo):
    for address in addresses(photo):
        assert int(re.fullmatch(r"public, max-age=(\d+)", kept(client, address))[1]) <= 3600


@pytest.mark.s3
@pytest.mark.parametrize("status", ["published", "draft"])
def test_bucket_link_expires_when_caches_do(client, listing, photo, status):
    Listing.objects.filter(pk=listing.pk).update_and_record(status=status)
    client.force_login(listing.lister)
    link = client.get(addresses(photo)[0])["Location"]
    lives = int(re.search(r"X-Amz-Expires=(\d+)", link)[1])
    assert lives == (3600 if status == "published" else 60)
    assert ("no-store" in link) == (status == "draft")


def test_public_photo_takes_one_query_and_no_session(client, photo, django_assert_num_queries):
    client.force_login(UserFactory())
    with django_assert_num_queries(1):
        answer = client.get(addresses(photo)[1])
    assert "Cookie" not in answer.get("Vary", "")


def test_photo_is_found_by_an_index(listing):
    names = [f"photos/{number}.webp" for number in range(3000)]
    Photo.objects.bulk_create(
        Photo(listing=listing, image=name, width=8, height=6) for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_photo")
    found = Listing.objects.filter(photos__image__in=originals_of("photos/7/400w.webp"))
    assert "listings_photo_image" in found.explain()


def test_photo_of_a_person_is_not_found_once_the_account_is_closed(client):
    name = default_storage.save("people/a.webp", ContentFile(b"a portrait"))
    person = UserFactory(photo=name, photo_width=8, photo_height=8)
    assert client.get(f"/media/{name}").status_code in FOUND
    assert kept(client, f"/media/{name}").startswith("private, max-age=")
    person.is_active = False
    person.save()
    assert client.get(f"/media/{name}").status_code == 404
    default_storage.delete(name)


def test_stored_file_that_no_row_names_is_not_found(client, photo):
    Photo.objects.all().delete()
    assert statuses(client, photo) == {404}
