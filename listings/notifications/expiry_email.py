"""The emails that ask listers whether listings are still available, or say that they are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.emails import absolute, build_email, to_one_line
from listings.expiry import links
from listings.forms.steps import step_url
from listings.models import Listing
from listings.templatetags.listing_tags import dollars

MAX_LISTED = 10  # listings, each with its link

# (id, confirmed at) of every listing that an email is about.
Subjects = Sequence[tuple[int, datetime | None]]


@dataclass(frozen=True)
class Item:
    """One listing in an email. `link` confirms it or, once its last day has passed, leads to its
    dates."""

    title: str
    facts: str
    link: str
    has_ended: bool
    until: str


def availability_check(listings: Sequence[Listing], subjects: Subjects) -> EmailMultiAlternatives:
    """Asks whether these listings of one lister, longest unconfirmed first, are still available."""
    first, count = listings[0], len(subjects)
    what = f"“{first}”" if count == 1 else f"your {count} places"
    subject = f"{'Is' if count == 1 else 'Are'} {what} still available?"
    context = {"expires_on": _day(first.expires_at)}
    return _email("availability_check", subject, listings, subjects, context)


def expiry_notice(listings: Sequence[Listing], subjects: Subjects) -> EmailMultiAlternatives:
    """Says that these listings of one lister are hidden now."""
    count = len(subjects)
    what = f"“{listings[0]}” is" if count == 1 else f"{count} of your places are"
    return _email("hidden", f"{what} hidden now", listings, subjects, {})


def _email(
    name: str,
    subject: str,
    listings: Sequence[Listing],
    subjects: Subjects,
    context: dict[str, Any],
) -> EmailMultiAlternatives:
    context |= {
        "items": [_item(listing) for listing in listings[:MAX_LISTED]],
        "count": len(subjects),
        "more": len(subjects) - MAX_LISTED,
        "mine": absolute(reverse("listings:mine")),
    }
    template = f"listings/email/{name}"
    return build_email(listings[0].lister, None, subject, template, context, subjects)


def _item(listing: Listing) -> Item:
    rent = f"{dollars(listing.rent)} a month" if listing.rent else ""
    name = listing.name if listing.title else listing.short_location
    return Item(
        title=to_one_line(str(listing)),
        facts=" · ".join(filter(None, [rent, name])),
        link=absolute(step_url(listing.pk, "dates"))
        if listing.has_ended
        else links.confirmation_link(listing),
        has_ended=listing.has_ended,
        until=date(listing.available_until, "F j") if listing.has_ended else "",
    )


def _day(moment: datetime) -> str:
    return date(timezone.localtime(moment), "l, F j")
