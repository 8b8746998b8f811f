"""What the mail about alerts says."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import pluralize
from django.urls import reverse

from accounts.notifications.emails import absolute, letter
from listings.models import Alert, Listing, SavedSearch
from listings.templatetags.listing_tags import dollars

LISTED = 10  # places of one search
SEARCHES = 5


@dataclass(frozen=True)
class Item:
    """A place, as far as a mail shows it; `was` is the rent before it went down."""

    listing: Listing
    link: str
    was: int | None = None


@dataclass(frozen=True)
class Part:
    """What is new to one search: some `items`, and how many `more` there are behind its `link`."""

    search: SavedSearch
    link: str
    items: list[Item]
    more: int

    @property
    def count(self) -> int:
        return len(self.items) + self.more


def compose(alerts: list[Alert]) -> EmailMultiAlternatives:
    """One mail for all that one person is to be told, with users, listings and searches fetched
    along."""
    parts, drops = _parts_of(alerts), _drops_of(alerts)
    words = {
        "parts": parts[:SEARCHES],
        "more": len(parts) - SEARCHES,
        "drops": drops,
        "alerts": absolute(reverse("listings:alerts")),
        "searches": absolute(reverse("listings:searches")),
    }
    told = [alert.pk for alert in alerts]
    template = "listings/email/alerts"
    return letter(alerts[0].user, "mails_alerts", _subject(parts, drops), template, words, told)


def _parts_of(alerts) -> list[Part]:
    by_search = {}
    for alert in alerts:
        if alert.search and alert.rent_drop_entry is None:
            by_search.setdefault(alert.search, []).append(alert)
    parts = []
    for search, its in by_search.items():
        items = [_item(alert.listing) for alert in its if alert.listing]
        more = sum(alert.more for alert in its) + max(0, len(items) - LISTED)
        parts.append(Part(search, absolute(search.get_absolute_url()), items[:LISTED], more))
    return parts


def _drops_of(alerts) -> list[Item]:
    """Each place once, however often its rent went down meanwhile."""
    was = {}
    for alert in alerts:
        if alert.rent_drop_entry is not None:
            was.setdefault(alert.listing, alert.old_rent)
    return [_item(listing, rent) for listing, rent in was.items()]


def _item(listing, was=None) -> Item:
    return Item(listing, absolute(listing.get_absolute_url()), was)


def _subject(parts, drops) -> str:
    count = sum(part.count for part in parts)
    if not count:
        return _subject_of_drops(drops)
    if count == 1 and parts[0].items and not drops:
        [place] = parts[0].items
        rent = dollars(place.listing.rent_per_person)
        return f"New: {place.listing.summary()}, {rent} a month"
    which = f" for “{parts[0].search}”" if len(parts) == 1 else f" for {len(parts)} searches"
    words = f"{count} new place{pluralize(count)}{which}"
    lower = f" and {len(drops)} lower rent{pluralize(len(drops))}" if drops else ""
    return words + lower


def _subject_of_drops(drops) -> str:
    if len(drops) > 1:
        return f"Lower rent on {len(drops)} places that you saved"
    [place] = drops
    rent = dollars(place.listing.rent_per_person)
    return f"Now {rent} a month: {place.listing.summary()}"
