"""The photos of one listing: the only place that adds them and puts them in order.

Whoever changes them holds the listing's row, so that two uploads at once neither pass the limit
nor take the same place. The row's `updated_at` moves too: what is cached of it shows its cover.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Count, Max

from listings.models import Listing, Photo


class Full(Exception):
    """The listing has as many photos as it may have."""


@contextmanager
def _held(listing):
    with transaction.atomic():
        row = Listing.objects.select_for_update().get(pk=listing.pk)
        yield row.photos
        row.save(update_fields=["updated_at"])


def add(listing: Listing, image, nonce=None) -> Photo:
    """Store `image` (a checked file) as the last photo, or find the one that came with the same
    `nonce` (a UUID) before. Raises Full; then nothing is stored."""
    photo = Photo(listing=listing, nonce=nonce)
    stored = None
    try:
        # Making the smaller copies takes long, so it is done before the row is held.
        photo.image.save(image.name, image, save=False)
        with _held(listing) as photos:
            last = arrived(listing, nonce) or _append(photos, photo)
        stored = last
    finally:
        if stored is not photo and photo.image:
            photo.remove_files()
    return stored


def arrived(listing: Listing, nonce) -> Photo | None:
    return listing.photos.filter(nonce=nonce).first() if nonce else None


def _append(photos, photo) -> Photo:
    now = photos.aggregate(count=Count("pk"), last=Max("position"))
    if now["count"] >= Photo.MOST:
        raise Full
    photo.position = 0 if now["last"] is None else now["last"] + 1
    photo.save()
    return photo


def arrange(listing: Listing, order: list[int]):
    """Put the photos with the ids `order` first, in that order; the rest follow as they were."""
    with _held(listing) as photos:
        rank = {pk: place for place, pk in enumerate(dict.fromkeys(order))}
        _number(sorted(photos.all(), key=lambda photo: rank.get(photo.pk, len(rank))))


def move(listing: Listing, pk: int, by: int):
    """Move one photo `by` places, to the ends at most."""
    order = list(listing.photos.values_list("pk", flat=True))
    if pk in order:
        place = min(max(order.index(pk) + by, 0), len(order) - 1)
        order.remove(pk)
        order.insert(place, pk)
        arrange(listing, order)


def describe(listing: Listing, words: dict[int, str]):
    """Say what the photos with these ids show."""
    with _held(listing) as photos:
        for pk, description in words.items():
            photos.filter(pk=pk).update(description=description)


def remove(photo: Photo):
    with _held(photo.listing) as photos:
        photo.delete()
        _number(photos.all())


def _number(photos):
    for place, photo in enumerate(photos):
        photo.position = place
    Photo.objects.bulk_update(photos, ["position"])
