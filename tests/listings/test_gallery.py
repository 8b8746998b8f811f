from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from listings import gallery
from listings.models import Photo
from tests.support.factories import ListingFactory, PhotoFactory, picture


def stored(folder="photos") -> set[str]:
    """The names of all stored photos, on disk or in the bucket."""
    if bucket := getattr(default_storage, "bucket", None):
        return {entry.key for entry in bucket.objects.filter(Prefix=f"{folder}/")}
    root = Path(default_storage.location)
    files = [path for path in (root / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(root)) for path in files}


@pytest.fixture
def listing(db):
    return ListingFactory()


def test_photos_are_in_the_order_of_upload(listing):
    added = [gallery.add(listing, picture()) for _ in range(3)]
    assert list(listing.photos.all()) == added
    assert [photo.position for photo in added] == [0, 1, 2]


def test_photo_beyond_the_limit_is_refused_and_leaves_no_file(listing):
    for position in range(Photo.MAX_PER_LISTING):
        PhotoFactory(listing=listing, position=position)
    before = stored()
    with pytest.raises(gallery.GalleryFull):
        gallery.add(listing, picture())
    assert listing.photos.count() == Photo.MAX_PER_LISTING
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_concurrent_uploads_do_not_exceed_the_limit():
    listing = ListingFactory()
    for position in range(Photo.MAX_PER_LISTING - 1):
        PhotoFactory(listing=listing, position=position)

    def add(_):
        try:
            return gallery.add(listing, picture())
        except gallery.GalleryFull:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        added = list(filter(None, pool.map(add, range(4))))
    assert len(added) == 1
    assert listing.photos.count() == Photo.MAX_PER_LISTING


@pytest.mark.django_db(transaction=True)
def test_concurrent_uploads_with_one_nonce_add_one_photo():
    listing, nonce, before = ListingFactory(), uuid4(), stored()

    def add(_):
        try:
            return gallery.add(listing, picture(), nonce)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        added = set(pool.map(add, range(3)))
    assert added == {listing.photos.get()}
    listing.photos.get().remove_files()
    assert stored() == before, "nobody's files are left"


def test_unnamed_photos_follow_the_reordered_ones(listing):
    first, second, third = (gallery.add(listing, picture()) for _ in range(3))
    strange = PhotoFactory()
    gallery.reorder(listing, [third.pk, strange.pk, third.pk, 0])
    assert list(listing.photos.all()) == [third, first, second]
    assert [photo.position for photo in listing.photos.all()] == [0, 1, 2]
    assert strange.listing.photos.get() == strange


@pytest.mark.parametrize(
    ("by", "order"), [(-1, [1, 0, 2]), (1, [0, 2, 1]), (-9, [1, 0, 2]), (9, [0, 2, 1])]
)
def test_photo_moves_at_most_to_the_ends(listing, by, order):
    photos = [gallery.add(listing, picture()) for _ in range(3)]
    gallery.move(listing, photos[1].pk, by)
    assert list(listing.photos.all()) == [photos[place] for place in order]


def test_change_of_photos_updates_the_listing(listing):
    seen = listing.updated_at
    photo = gallery.add(listing, picture())
    listing.refresh_from_db()
    added = listing.updated_at
    assert added > seen
    gallery.remove(photo)
    listing.refresh_from_db()
    assert listing.updated_at > added


@pytest.mark.parametrize("victim", ["photo", "listing", "lister"])
def test_files_are_deleted_with_the_photo(listing, victim, django_capture_on_commit_callbacks):
    before = stored()
    photo = gallery.add(listing, picture(900, 700))
    assert len(stored() - before) == 3  # itself and its copies, 400 and 800 wide
    with django_capture_on_commit_callbacks(execute=True):
        {"photo": photo, "listing": listing, "lister": listing.lister}[victim].delete()
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_rolled_back_deletion_keeps_the_files():
    photo = PhotoFactory()
    with transaction.atomic():
        photo.delete()
        transaction.set_rollback(True)
    assert default_storage.exists(Photo.objects.get().image.name)


def test_removing_a_photo_renumbers_the_others(listing):
    photos = [gallery.add(listing, picture()) for _ in range(3)]
    gallery.remove(photos[0])
    assert [photo.position for photo in listing.photos.all()] == [0, 1]


@pytest.mark.parametrize("size", [(2000, 1500), (900, 1600), (300, 200)])
def test_photo_has_the_urls_of_its_copies(size):
    """Without a request to the storage for each."""
    photo = Photo(image="photos/2027/09/room.webp", width=size[0], height=size[1])
    [sources] = photo.image.aspect_ratios.values()
    copies = sources["WEBP"]
    assert photo.urls == [(width, copies[width].url) for width in sorted(copies)]
    assert photo.largest_url == (copies[max(copies)].url if copies else photo.image.url)
