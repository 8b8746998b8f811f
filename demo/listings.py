"""Creates the demo's listings. Those that exist keep what their listers changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo import content, dates, photos
from demo.content import ListingData
from listings.geography.streets import locate
from listings.models import Amenity, Listing, ListingAmenity, Photo, SavedListing
from listings.models.lifecycle import OPEN

SOURCE = "demo"
PHOTO_WIDTH = 800  # pixels of the largest copy
COPIED = (
    *("title", "description", "address", "unit_number", "address_shared"),
    *("space", "lease_kind", "status", "views", "people"),
    *("bedrooms", "bathrooms", "square_feet", "furnished", "pets", "negotiable"),
)
DATES = ("available_from", "available_until", "published_at", "confirmed_at")
STALE = timedelta(days=6)
MONEY = ("rent", "utilities", "deposit", "fees")


def missing() -> list[ListingData]:
    known = set(Listing.objects.filter(source=SOURCE).values_list("source_id", flat=True))
    return [data for data in content.listings() if data.slug not in known]


def create(data: ListingData, users: dict[str, User]) -> None:
    """Create the listing with all that belongs to it, or nothing. `users` by key."""
    with transaction.atomic():
        listing = Listing(lister=users[data.lister], **_columns(data))
        listing.save_and_record()
        ListingAmenity.objects.bulk_create(
            ListingAmenity(listing=listing, slug=slug) for slug in data.amenities
        )
        Photo.objects.bulk_create(_photos(listing, data))
        SavedListing.objects.bulk_create(
            SavedListing(listing=listing, user=users[key]) for key in data.saved_by
        )
        created_at = _published_at(data) - timedelta(hours=5)
        Listing.objects.filter(pk=listing.pk).update(created_at=created_at)


def renew_dates() -> None:
    """Move the dates of stale listings to those of a demo loaded today, and publish expired ones.

    Listings that somebody marked as taken or turned back into a draft keep their status, and all
    listings their texts.
    """
    known = {data.slug: data for data in content.listings() if data.status in OPEN}
    rows = Listing.objects.filter(source=SOURCE, source_id__in=known)
    for listing in rows.filter(status__in=[*OPEN, Listing.Status.EXPIRED]):
        if _is_stale(listing):
            columns = _columns(known[listing.source_id])
            for name in DATES if listing.is_open else ("status", *DATES):
                setattr(listing, name, columns[name])
            listing.asked_at = listing.expiry_email_due_since = None
            listing.save_and_record()


def _is_stale(listing: Listing) -> bool:
    has_begun = listing.available_from and listing.available_from < timezone.localdate()
    if has_begun or not listing.is_open or not listing.confirmed_at:
        return True
    return listing.confirmed_at < timezone.now() - STALE


def _columns(data: ListingData) -> dict[str, Any]:
    """The columns of the listing's row, with money in cents and dates relative to today."""
    available_from, available_until = dates.TERMS[data.term](timezone.localdate())
    point = locate(data.address)
    if point is None:
        raise ValueError(f"{data.address}: not an address in Evanston")
    is_draft = data.status == Listing.Status.DRAFT
    return {
        **{name: getattr(data, name) for name in COPIED},
        **{name: _cents(getattr(data, name)) for name in MONEY},
        "available_from": available_from,
        "available_until": available_until,
        "latitude": point[0],
        "longitude": point[1],
        "amenity_words": Amenity.words(data.amenities),
        "source": SOURCE,
        "source_id": data.slug,
        "published_at": None if is_draft else _published_at(data),
        "confirmed_at": None if is_draft else _confirmed_at(data),
    }


def _photos(listing: Listing, data: ListingData) -> Iterator[Photo]:
    for position, scene in enumerate(data.photos):
        photo = Photo(
            listing=listing, position=position, description=photos.describe(scene, listing.street)
        )
        picture = f"listings/{data.slug}-{scene.replace('_', '-')}"
        photos.store(photo, "image", picture, PHOTO_WIDTH)
        yield photo


def _cents(dollars: int | None) -> int | None:
    return None if dollars is None else dollars * 100


def _published_at(data: ListingData) -> datetime:
    return timezone.now() - timedelta(days=data.published)


def _confirmed_at(data: ListingData) -> datetime:
    """Up to four days ago, different for each listing, and never before it was published."""
    hours = crc32(data.slug.encode()) % 97
    return max(_published_at(data), timezone.now() - timedelta(hours=hours))
