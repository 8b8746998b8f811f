"""Makes the demo's listings. One that is there already stays as its lister left it."""

from collections.abc import Iterator
from datetime import timedelta
from zlib import crc32

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo import dates, photos
from demo.reading import Offer, offers
from listings.geography.streets import locate
from listings.models import Amenity, Listing, ListingAmenity, Photo, SavedListing
from listings.models.lifecycle import OPEN

SOURCE = "demo"
WIDTH = 800  # pixels of the largest picture
SAME = (
    *("title", "description", "address", "unit_number", "address_shared"),
    *("space", "lease_kind", "status", "views", "people"),
    *("bedrooms", "bathrooms", "square_feet", "furnished", "pets", "negotiable"),
)
RENEWED = ("available_from", "available_until", "published_at", "confirmed_at")
STALE = timedelta(days=6)
MONEY = ("rent", "utilities", "deposit", "fees")


def missing() -> list[Offer]:
    known = set(Listing.objects.filter(source=SOURCE).values_list("source_id", flat=True))
    return [offer for offer in offers() if offer.slug not in known]


def add(offer: Offer, people: dict[str, User]) -> None:
    """Create the listing with all that belongs to it, or nothing."""
    with transaction.atomic():
        listing = Listing.objects.create(lister=people[offer.lister], **columns(offer))
        ListingAmenity.objects.bulk_create(
            ListingAmenity(listing=listing, slug=slug) for slug in offer.amenities
        )
        Photo.objects.bulk_create(_photos(listing, offer))
        SavedListing.objects.bulk_create(
            SavedListing(listing=listing, user=people[key]) for key in offer.saved_by
        )
        Listing.objects.filter(pk=listing.pk).update(created_at=_written_at(offer))


def renew():
    """Let time pass by what is offered: each gone stale is free and confirmed as seen from today.

    What somebody marked as taken, or took back to a draft, stays as it is, and so does what they
    wrote.
    """
    known = {offer.slug: offer for offer in offers() if offer.status in OPEN}
    rows = Listing.objects.filter(source=SOURCE, source_id__in=known)
    for listing in rows.filter(status__in=[*OPEN, Listing.Status.EXPIRED]):
        if _is_stale(listing):
            fresh = columns(known[listing.source_id])
            for name in RENEWED if listing.is_open else ("status", *RENEWED):
                setattr(listing, name, fresh[name])
            listing.asked_at = listing.untold_since = None
            listing.save()


def _is_stale(listing) -> bool:
    begun = listing.available_from and listing.available_from < timezone.localdate()
    return begun or not listing.is_open or listing.confirmed_at < timezone.now() - STALE


def columns(offer: Offer) -> dict:
    """The columns of its row; money in cents, days as seen from today."""
    available_from, available_until = dates.TERMS[offer.term](timezone.localdate())
    latitude, longitude = locate(offer.address)
    return {
        **{name: getattr(offer, name) for name in SAME},
        **{name: _cents(getattr(offer, name)) for name in MONEY},
        "available_from": available_from,
        "available_until": available_until,
        "latitude": latitude,
        "longitude": longitude,
        "amenity_words": Amenity.words(offer.amenities),
        "source": SOURCE,
        "source_id": offer.slug,
        "published_at": None if offer.status == Listing.Status.DRAFT else _published_at(offer),
        "confirmed_at": None if offer.status == Listing.Status.DRAFT else _confirmed_at(offer),
    }


def _photos(listing: Listing, offer: Offer) -> Iterator[Photo]:
    for position, scene in enumerate(offer.photos):
        photo = Photo(
            listing=listing, position=position, description=photos.describe(scene, listing.street)
        )
        photos.store(photo, "image", f"listings/{offer.slug}-{scene.replace('_', '-')}", WIDTH)
        yield photo


def _cents(dollars: int | None) -> int | None:
    return None if dollars is None else dollars * 100


def _published_at(offer):
    return timezone.now() - timedelta(days=offer.published)


def _confirmed_at(offer):
    """Some hours or days ago, and never before it was published."""
    return max(
        _published_at(offer), timezone.now() - timedelta(hours=crc32(offer.slug.encode()) % 97)
    )


def _written_at(offer):
    return _published_at(offer) - timedelta(hours=5)
