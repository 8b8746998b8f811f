import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from listings.models import Amenity, Listing, ListingAmenity
from listings.rent_comparison.comparison import RentComparison, compare_rent
from listings.templatetags.listing_tags import dollars

register = template.Library()

ICONS = {
    Amenity.LAUNDRY: "washing-machine",
    Amenity.SHARED_LAUNDRY: "washing-machine",
    Amenity.DISHWASHER: "glass-water",
    Amenity.AIR_CONDITIONING: "snowflake",
    Amenity.HEAT_INCLUDED: "heater",
    Amenity.INTERNET: "wifi",
    Amenity.PARKING: "car",
    Amenity.BIKE_STORAGE: "bike",
    Amenity.BALCONY: "sun",
    Amenity.YARD: "trees",
    Amenity.GYM: "dumbbell",
    Amenity.ELEVATOR: "arrow-up-down",
    Amenity.STEP_FREE: "accessibility",
    Amenity.DESK: "lamp-desk",
    Amenity.STORAGE: "package",
    Amenity.FIREPLACE: "flame",
    Amenity.POOL: "waves-ladder",
    Amenity.DOORMAN: "concierge-bell",
}
# Otherwise a text could close the <script> element that it is in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def icon(amenity: ListingAmenity) -> str:
    """The lucide icon of an amenity."""
    return ICONS.get(amenity.slug, "check")


@register.simple_tag
def rent_comparison(listing: Listing) -> RentComparison | None:
    """How its rent compares with those of comparable listings, or None."""
    return compare_rent(listing)


@register.filter
def cost_amount(cents: int | None, zero: str = "none") -> str:
    """`$60`, the given word for zero, or "not listed"."""
    if cents is None:
        return "not listed"
    return dollars(cents) if cents else zero


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """A JSON-LD script element, which no text in `data` can close."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 - escaped above
    )
