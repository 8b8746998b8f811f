"""Makes the demo's listings. One that is there already stays as its lister left it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from demo import dates
from demo.pictures import Drawing, Stored, words
from demo.reading import Offer, offers
from listings.geography.streets import locate
from listings.models import Amenity, Listing, ListingAmenity, Photo, SavedListing
from listings.models.lifecycle import OPEN

SOURCE = "demo"
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


def drawings(offer: Offer, width: int) -> list[Drawing]:
    """What to draw for it; a front is its building's, the rooms are its own."""
    size = (width, width * 3 // 4)
    return [
        Drawing(
            name=f"{offer.slug}-{place}",
            scene=scene,
            seed=offer.building_seed if scene.startswith("facade") else offer.seed,
            size=size,
        )
        for place, scene in enumerate(offer.photos)
    ]


def add(offer: Offer, pictures: list[Stored], people: dict):
    """All rows at once, and the files stand already: a run that is stopped leaves no half."""
    with transaction.atomic():
        listing = Listing.objects.create(lister=people[offer.lister], **columns(offer))
        ListingAmenity.objects.bulk_create(
            ListingAmenity(listing=listing, slug=slug) for slug in offer.amenities
        )
        Photo.objects.bulk_create(_photos(listing, offer.photos, pictures))
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


def _photos(listing, scenes, pictures):
    for place, (scene, picture) in enumerate(zip(scenes, pictures, strict=True)):
        yield Photo(
            listing=listing,
            position=place,
            description=words(scene, listing.street),
            image=picture.name,
            width=picture.width,
            height=picture.height,
        )


def _cents(dollars: int | None) -> int | None:
    return None if dollars is None else dollars * 100


def _published_at(offer):
    return timezone.now() - timedelta(days=offer.published)


def _confirmed_at(offer):
    """Some hours or days ago, and never before it was published."""
    return max(_published_at(offer), timezone.now() - timedelta(hours=offer.seed % 97))


def _written_at(offer):
    return _published_at(offer) - timedelta(hours=5)
