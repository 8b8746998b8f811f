"""What the mails say that ask for places, and that tell that they are hidden."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.emails import absolute, letter, one_line
from listings.expiry import links
from listings.templatetags.listing_tags import dollars

LISTED = 10  # places, each with its link


@dataclass(frozen=True)
class Place:
    """One place in a mail. `link` is the tap or, of a place that is over, where its dates are."""

    title: str
    facts: str
    link: str
    is_over: bool
    until: str


def asking(places, told: list) -> EmailMultiAlternatives:
    """Whether these places of one lister, the longest silent first, still stand; `told` is (id,
    confirmed at) of all of them."""
    first, count = places[0], len(told)
    what = f"“{first}”" if count == 1 else f"your {count} places"
    subject = f"{'Is' if count == 1 else 'Are'} {what} still available?"
    return _letter("availability_check", subject, places, told, {"hides": _day(first.hides_at)})


def hiding(places, told: list) -> EmailMultiAlternatives:
    """That these places of one lister are hidden; arguments as above."""
    count = len(told)
    what = f"“{places[0]}” is" if count == 1 else f"{count} of your places are"
    return _letter("hidden", f"{what} hidden now", places, told, {})


def _letter(name, subject, places, told, words):
    lister = places[0].lister
    words |= {
        "places": [_place(listing) for listing in places[:LISTED]],
        "count": len(told),
        "more": len(told) - LISTED,
        "mine": absolute(reverse("listings:mine")),
    }
    return letter(lister, None, subject, f"listings/email/{name}", words, told)


def _place(listing) -> Place:
    edit = reverse("listings:edit", args=[listing.pk], query={"step": "dates"})
    rent = f"{dollars(listing.rent)} a month" if listing.rent else ""
    return Place(
        title=one_line(str(listing)),
        facts=" · ".join(filter(None, [rent, listing.name if listing.title else listing.where])),
        link=absolute(edit) if listing.is_over else links.link_for(listing),
        is_over=listing.is_over,
        until=date(listing.available_until, "F j") if listing.is_over else "",
    )


def _day(moment) -> str:
    return date(timezone.localtime(moment), "l, F j")
