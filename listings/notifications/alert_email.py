"""The email with a person's alerts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import pluralize
from django.urls import reverse

from accounts.notifications.emails import absolute, build_email
from listings.models import Alert, Listing, SavedSearch
from listings.templatetags.listing_tags import dollars

MAX_LISTED = 10  # listings of one search
MAX_SEARCHES = 5


@dataclass(frozen=True)
class Item:
    """A listing in an email; `old_rent` is the rent before it went down."""

    listing: Listing
    link: str
    old_rent: int | None = None


@dataclass(frozen=True)
class Section:
    """New matches of one search: the first `items`, the number of `more`, a `link` to all."""

    search: SavedSearch
    link: str
    items: list[Item]
    more: int

    @property
    def count(self) -> int:
        return len(self.items) + self.more


def compose(alerts: Sequence[Alert]) -> EmailMultiAlternatives:
    """One email with all alerts of one person; their users, listings and searches are fetched."""
    sections, rent_drops = _sections(alerts), _rent_drops(alerts)
    context = {
        "sections": sections[:MAX_SEARCHES],
        "more": len(sections) - MAX_SEARCHES,
        "rent_drops": rent_drops,
        "alerts": absolute(reverse("listings:alerts")),
        "searches": absolute(reverse("listings:searches")),
    }
    ids = [alert.pk for alert in alerts]
    subject, template = _subject(sections, rent_drops), "listings/email/alerts"
    return build_email(alerts[0].user, "mails_alerts", subject, template, context, ids)


def _sections(alerts: Sequence[Alert]) -> list[Section]:
    by_search: dict[SavedSearch, list[Alert]] = {}
    for alert in alerts:
        if alert.search and alert.rent_drop_entry is None:
            by_search.setdefault(alert.search, []).append(alert)
    sections = []
    for search, its_alerts in by_search.items():
        items = [_item(alert.listing) for alert in its_alerts if alert.listing]
        more = sum(alert.more for alert in its_alerts) + max(0, len(items) - MAX_LISTED)
        link = absolute(search.get_absolute_url())
        sections.append(Section(search, link, items[:MAX_LISTED], more))
    return sections


def _rent_drops(alerts: Sequence[Alert]) -> list[Item]:
    """Each listing once, however often its rent went down."""
    old_rents: dict[Listing, int | None] = {}
    for alert in alerts:
        if alert.rent_drop_entry is not None:
            old_rents.setdefault(alert.listing, alert.old_rent)
    return [_item(listing, old_rent) for listing, old_rent in old_rents.items()]


def _item(listing: Listing, old_rent: int | None = None) -> Item:
    return Item(listing, absolute(listing.get_absolute_url()), old_rent)


def _subject(sections: list[Section], rent_drops: list[Item]) -> str:
    count = sum(section.count for section in sections)
    if not count:
        return _rent_drop_subject(rent_drops)
    if count == 1 and sections[0].items and not rent_drops:
        [item] = sections[0].items
        rent = dollars(item.listing.rent_per_person)
        return f"New: {item.listing.summary()}, {rent} a month"
    if len(sections) == 1:
        source = f" for “{sections[0].search}”"
    else:
        source = f" for {len(sections)} searches"
    lower = len(rent_drops)
    also = f" and {lower} lower rent{pluralize(lower)}" if lower else ""
    return f"{count} new place{pluralize(count)}{source}{also}"


def _rent_drop_subject(rent_drops: list[Item]) -> str:
    if len(rent_drops) > 1:
        return f"Lower rent on {len(rent_drops)} places that you saved"
    [item] = rent_drops
    rent = dollars(item.listing.rent_per_person)
    return f"Now {rent} a month: {item.listing.summary()}"
