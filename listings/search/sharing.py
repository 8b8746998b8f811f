from collections.abc import Iterable

from django.http import HttpRequest

from listings.models import Listing


def share_image_url(request: HttpRequest, listings: Iterable[Listing]) -> str:
    """The absolute URL of the first cover among the listings; empty without one. Other sites show
    it in previews of a link to the page."""
    covers = (listing.cover for listing in listings)
    first = next(filter(None, covers), None)
    return request.build_absolute_uri(first.largest_url) if first else ""
