from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from listings import view_counter
from listings.geography.walks import walks_from
from listings.models import Listing, SavedListing
from listings.rent_comparison.comparison import compare_rent
from listings.structured_data import structured_data

MAX_SIMILAR = 3


@require_safe
@cache_control(private=True, no_cache=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.visible_to(request.user).for_page(), pk=pk)
    similar = list(Listing.objects.similar_to(listing).for_cards()[:MAX_SIMILAR])
    is_lister = request.user == listing.lister
    context = {
        "listing": listing,
        "is_lister": is_lister,
        "address": listing.full_address if is_lister else listing.public_address,
        "similar": similar,
        "saved": SavedListing.objects.saved_ids(request.user, [listing, *similar]),
        "saves": listing.saves.count() if is_lister else None,
        "rent_comparison": compare_rent(listing) if listing.is_open else None,
        "walks": walks_from(listing.public_point) if listing.public_point else [],
        **_share_context(request, listing),
    }
    response = render(request, "listings/detail.html", context)
    if not is_lister:
        view_counter.count(request, response, listing)
    return response


def _share_context(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """What search engines and link previews show, with absolute URLs."""
    url = request.build_absolute_uri(listing.get_absolute_url())
    images = [request.build_absolute_uri(photo.largest_url) for photo in listing.photos.all()]
    return {
        "page_url": url,
        "page_image": images[0] if images else None,
        "structured_data": structured_data(listing, url, images),
    }
