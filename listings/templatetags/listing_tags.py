from collections.abc import Container, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.forms.steps import step_url
from listings.geography.distance import walk_minutes
from listings.geography.landmarks import Landmark, nearest
from listings.geography.walks import MAX_MINUTES
from listings.models import Listing, Photo

register = template.Library()
register.simple_tag(step_url)

DAYS_PER_YEAR = 365


@register.filter
def dollars(cents: int | None) -> str:
    """`$1,250` from cents; the cents are shown only if there are any."""
    if cents is None:
        return "—"
    whole, rest = divmod(cents, 100)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


@register.filter
def cost(listing: Listing, days: int) -> int | None:
    """The true cost for one person per month of such a stay, in cents; None without a rent."""
    return listing.cost_for(days)


@register.filter
def has(ids: Container[int] | None, pk: int) -> bool:
    """Whether `ids`, which may be missing, contain this one."""
    return bool(ids) and pk in ids


@register.filter
def dates(listing: Listing) -> str:
    """When it is available: `Sep 1 – Aug 31, 2027`, with a year only where it isn't obvious."""
    start, end = listing.available_from, listing.available_until
    if start and end:
        one_year = end.year == start.year
        begins = _day(start, year=not (one_year or _is_next(start)))
        return f"{begins} – {_day(end, year=not (one_year and _is_next(start)))}"
    if start:
        return f"From {_day(start, year=not _is_next(start))}"
    return f"Until {_day(end, year=not _is_next(end))}" if end else "Dates open"


def _is_next(day: date) -> bool:
    """Whether it is within a year from now, which a date without a year means."""
    return 0 <= (day - timezone.localdate()).days < DAYS_PER_YEAR


@register.simple_tag
def length_of(first: date, last: date) -> str:
    """The length from first to last, both included: `1 day`, `10 days`, `6 weeks`."""
    days = (last - first).days + 1
    if days < 14:
        return f"{days} day{pluralize(days)}"
    return f"{round(days / 7)} weeks"


@lru_cache(maxsize=2048)
def _day(day: date, year: bool = False) -> str:
    return date_format(day, "M j, Y" if year else "M j")


@register.simple_tag
def walks(listing: Listing, near: Sequence[Landmark] = ()) -> list[dict[str, Any]]:
    """The walks to each of `near`, or to the nearest landmark, as {"minutes", "landmark"}. Walks
    that are too long are left out."""
    if listing.public_latitude is None:
        return []
    here = (listing.public_latitude, listing.public_longitude)
    walks = [
        {"minutes": walk_minutes(here, mark.point), "landmark": mark}
        for mark in near or [nearest(here)]
    ]
    return [walk for walk in walks if walk["minutes"] <= MAX_MINUTES]


@register.simple_tag
def card_badge(listing: Listing) -> dict[str, str] | None:
    """The badge of a card, if any: its status unless it is published, otherwise its lease type."""
    if listing.status_today != listing.Status.PUBLISHED:
        return {"kind": listing.status_today, "label": listing.status_label}
    if listing.lease_kind != listing.LeaseKind.LEASE:
        return {"kind": "lease", "label": listing.get_lease_kind_display()}
    return None


@register.simple_tag
def photo_image(photo: Photo, sizes: str, eager: bool = False) -> SafeString:
    """The photo in all its widths; the browser loads the one that fits `sizes`."""
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}>',
        photo.largest_url,
        ", ".join(f"{url} {width}w" for width, url in photo.urls),
        sizes,
        photo.width,
        photo.height,
        photo.description or f"Photo {photo.position + 1} of the place",
        flatatt({"fetchpriority": "high"} if eager else {"loading": "lazy", "decoding": "async"}),
    )
