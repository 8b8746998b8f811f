"""Adds, orders, describes and removes the photos of a listing.

Every change locks the listing's row, so that two uploads at once neither exceed the limit nor get
the same position. It also sets the row's `updated_at`, because cached cards show the cover. Every
change raises ListingDeleted if there is no such row any more.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from listings.models import Listing, Photo


class GalleryFull(Exception):
    """The listing has Photo.MAX_PER_LISTING photos."""


@contextmanager
def _locked_photos(listing: Listing) -> Iterator[QuerySet[Photo]]:
    with transaction.atomic():
        row = Listing.objects.lock(listing.pk)
        yield row.photos
        row.save_and_record(update_fields=["updated_at"])


def add(listing: Listing, image: File, nonce: UUID | None = None) -> Photo:
    """Store `image`, a re-encoded file, as the last photo; or return the photo that was uploaded
    with the same `nonce` before. Raises GalleryFull; then nothing is stored."""
    photo = Photo(listing=listing, nonce=nonce)
    stored = None
    try:
        # Making the smaller copies takes long, so that happens before the row is locked.
        photo.image.save(image.name, image, save=False)
        with _locked_photos(listing) as photos:
            added = find_by_nonce(listing, nonce) or _append(photos, photo)
        stored = added
    finally:
        if stored is not photo and photo.image:
            photo.remove_files()
    return stored


def find_by_nonce(listing: Listing, nonce: UUID | None) -> Photo | None:
    return listing.photos.filter(nonce=nonce).first() if nonce else None


def _append(photos: QuerySet[Photo], photo: Photo) -> Photo:
    present = photos.aggregate(count=Count("pk"), last=Max("position"))
    if present["count"] >= Photo.MAX_PER_LISTING:
        raise GalleryFull
    photo.position = 0 if present["last"] is None else present["last"] + 1
    photo.save()
    return photo


def reorder(listing: Listing, order: list[int]) -> None:
    """Put the photos with these ids first, in this order; the others keep theirs."""
    with _locked_photos(listing) as photos:
        rank = {pk: position for position, pk in enumerate(dict.fromkeys(order))}
        _renumber(sorted(photos.all(), key=lambda photo: rank.get(photo.pk, len(rank))))


def move(listing: Listing, pk: int, by: int) -> None:
    """Move one photo by this many positions, at most to either end."""
    order = list(listing.photos.values_list("pk", flat=True))
    if pk in order:
        position = min(max(order.index(pk) + by, 0), len(order) - 1)
        order.remove(pk)
        order.insert(position, pk)
        reorder(listing, order)


def describe(listing: Listing, descriptions: dict[int, str]) -> None:
    """Set the descriptions of photos, by id."""
    with _locked_photos(listing) as photos:
        for pk, description in descriptions.items():
            photos.filter(pk=pk).update(description=description)


def remove(photo: Photo) -> None:
    with _locked_photos(photo.listing) as photos:
        photo.delete()
        _renumber(photos.all())


def _renumber(photos: Iterable[Photo]) -> None:
    for position, photo in enumerate(photos):
        photo.position = position
    Photo.objects.bulk_update(photos, ["position"])
