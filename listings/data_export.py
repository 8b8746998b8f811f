"""The listings' part of a data export: what a person offers and has saved."""

from typing import Any

from django.dispatch import receiver

from accounts.data_export import export_requested
from accounts.models import User
from listings.models import Listing

# Columns that only serve searches, or whose values are elsewhere in the export.
LEFT_OUT = {"id", "lister", "search_document", "keywords", "amenity_words", "source", "source_id"}
FIELDS = [field.name for field in Listing._meta.concrete_fields if field.name not in LEFT_OUT]

SEARCH = ("name", "query", "alert_frequency", "saved_at")
ALERT = ("listing", "search__name", "more", "old_rent", "new_rent", "at", "seen_at", "mailed_at")


@receiver(export_requested)
def export_listings(user: User, **kwargs: Any) -> dict[str, Any]:
    offered = user.listings.prefetch_related("photos", "amenities").order_by("pk")
    saved = user.saved_listings.order_by("pk").values_list("listing_id", "saved_at")
    return {
        "places": [_listing(listing) for listing in offered],
        "saved_searches": list(user.saved_searches.order_by("pk").values(*SEARCH)),
        "alerts": list(user.alerts.order_by("pk").values(*ALERT)),
        "saved_places": [{"place": pk, "saved_at": saved_at} for pk, saved_at in saved],
    }


def _listing(listing: Listing) -> dict[str, Any]:
    return {
        "id": listing.pk,
        **{field: getattr(listing, field) for field in FIELDS},
        "amenities": [amenity.slug for amenity in listing.amenities.all()],
        "photos": [
            {"file": photo.image.url, "description": photo.description}
            for photo in listing.photos.all()
        ],
    }
