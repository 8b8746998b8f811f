from functools import lru_cache

from django import template
from django.forms.utils import flatatt
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from listings.geography.distance import walk_minutes
from listings.geography.landmarks import nearest
from listings.geography.walks import MAX_MINUTES

register = template.Library()

A_YEAR = 365  # days


@register.filter
def dollars(cents: int | None) -> str:
    """`$1,250` from cents; the cents are shown only where there are any."""
    if cents is None:
        return "—"
    whole, rest = divmod(cents, 100)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


@register.filter
def cost(listing, days: int) -> int | None:
    """What one person really pays a month of such a stay, in cents; None without a rent."""
    return listing.cost_for(days)


@register.filter
def has(ids, pk: int) -> bool:
    """Whether `ids`, which need not be there, hold this one."""
    return bool(ids) and pk in ids


@register.filter
def dates(listing) -> str:
    """When one can live there: `Sep 1 – Aug 31, 2027`, with the years that a reader wouldn't
    think of."""
    start, end = listing.available_from, listing.available_until
    if start and end:
        one_year = end.year == start.year
        begins = _day(start, year=not (one_year or _is_next(start)))
        return f"{begins} – {_day(end, year=not (one_year and _is_next(start)))}"
    if start:
        return f"From {_day(start, year=not _is_next(start))}"
    return f"Until {_day(end, year=not _is_next(end))}" if end else "Dates open"


def _is_next(day) -> bool:
    """Whether it is the next such day to come, which a day without a year is taken for."""
    return 0 <= (day - timezone.localdate()).days < A_YEAR


@register.simple_tag
def length_of(first, last) -> str:
    """How long (first, last), both included, are: `1 day`, `10 days`, `6 weeks`."""
    days = (last - first).days + 1
    if days < 14:
        return f"{days} day{pluralize(days)}"
    return f"{round(days / 7)} weeks"


@lru_cache(maxsize=2048)
def _day(day, year=False) -> str:
    return date_format(day, "M j, Y" if year else "M j")


@register.simple_tag
def walks(listing, near=()) -> list[dict]:
    """The walks to each of `near`, else to the nearest landmark, as {"minutes", "landmark"}; of
    those that nobody would walk, none."""
    if listing.public_latitude is None:
        return []
    here = (listing.public_latitude, listing.public_longitude)
    walks = [
        {"minutes": walk_minutes(here, mark.point), "landmark": mark}
        for mark in near or [nearest(here)]
    ]
    return [walk for walk in walks if walk["minutes"] <= MAX_MINUTES]


@register.simple_tag
def card_badge(listing) -> dict | None:
    """The one badge that a card may carry: its state when that isn't plain, else its kind."""
    if listing.status_today != listing.Status.PUBLISHED:
        return {"kind": listing.status_today, "label": listing.status_label}
    if listing.lease_kind != listing.LeaseKind.LEASE:
        return {"kind": "lease", "label": listing.get_lease_kind_display()}
    return None


@register.simple_tag
def photo_image(photo, sizes: str, eager: bool = False):
    """The picture in all its widths; the browser takes the one that fits `sizes`."""
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
