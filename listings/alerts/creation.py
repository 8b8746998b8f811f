"""Turns untold lines of the book of changes into alerts.

Who is to be told is read first, without a lock, and written in one transaction with the mark that
the lines are told. Of two runs at once one finds the mark, and a run that is killed leaves all or
nothing. Above that, the rows themselves are unique.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils import timezone

from listings.alerts.matching import fits
from listings.models import Alert, ChangeLogEntry, Listing, SavedListing, SavedSearch
from listings.models.lifecycle import OPEN
from realtime import user_events

LINES = 10
# Changes of more places at once than a person makes wait for `send_alerts`.
FEW = 20
# For so long a rent is no news to who was told of one as low: else one who raises and lowers it all
# day would mail everyone who saved the place, each time.
AGAIN = timedelta(days=1)
# Of what one change of many brings to one search, so many are told one by one.
MOST_LISTED = 10


@dataclass(frozen=True)
class News:
    """What lines say, by listing: `appeared` is since when it can be found, `was` when and from
    what old values it was changed, `drops` the lines of lower rents with old and new."""

    appeared: dict[int, datetime]
    was: dict[int, tuple[datetime, dict]]
    drops: dict[int, list]


def tell_all(*, few: bool = False) -> int:
    """Tell what is untold, of `few` at a time only where that is asked; how many alerts."""
    count = 0
    while lines := _next_lines(few):
        count += _tell(lines)
    return count


def _next_lines(few) -> list[ChangeLogEntry]:
    lines = ChangeLogEntry.objects.without_alerts().iterator(LINES)
    if few:
        # Behind an import as well, which may wait for long.
        lines = (line for line in lines if line.alert_count <= FEW)
    return list(islice(lines, LINES))


def _tell(lines) -> int:
    news = _news_of(lines)
    alerts = [*_of_fits(news), *_of_drops(news)]
    with transaction.atomic():
        # Whoever tells the same waits here, and then finds nothing to mark.
        marked = ChangeLogEntry.objects.without_alerts().filter(pk__in=[line.pk for line in lines])
        if marked.update(alerts_created=True) < len(lines):
            transaction.set_rollback(True)
            return 0
        rows = Alert.objects.bulk_create(alerts, batch_size=1000, ignore_conflicts=True)
        users = {alert.user_id for alert in rows}
        transaction.on_commit(partial(show_counts, users), robust=True)
    return len(rows)


def show_counts(users):
    """Bring to every open page of these people how many alerts they haven't seen: until that is
    what was told, for somebody else may have counted later and told it sooner."""
    told = None
    while (counts := Alert.objects.counts_for(users)) != told:
        user_events.send_on_commit(
            {user: {"type": "alert", "count": count} for user, count in counts.items()}
        )
        told = counts


def _news_of(lines) -> News:
    news = News({}, {}, defaultdict(list))
    for line in lines:
        news.appeared.update(dict.fromkeys(line.appeared, line.at))
        for pk, old in (line.old_values or {}).items():
            # Of several changes, what there was before the first.
            _, first = news.was.get(int(pk), (None, {}))
            news.was[int(pk)] = (line.at, old | first)
        for pk, rents in (line.rent_drops or {}).items():
            news.drops[int(pk)].append((line, *rents))
    return news


def _of_fits(news) -> list[Alert]:
    """An alert for each person and place, by the search that wants it soonest."""
    soonest = {}
    rank = list(SavedSearch.AlertFrequency).index
    found = fits(news.appeared, news.was)
    for search, listings in sorted(
        found.items(), key=lambda one: (rank(one[0].alert_frequency), one[0].pk)
    ):
        for listing in sorted(listings, reverse=True):
            soonest.setdefault((search.user_id, listing), search)
    by_search = defaultdict(list)
    for (_, listing), search in soonest.items():
        by_search[search].append(listing)
    return [alert for one in by_search.items() for alert in _listed(*one)]


def _listed(search, listings) -> list[Alert]:
    owner = {"user_id": search.user_id, "search": search}
    alerts = [Alert(listing_id=pk, **owner) for pk in listings[:MOST_LISTED]]
    if more := len(listings) - len(alerts):
        alerts.append(Alert(more=more, **owner))
    return alerts


def _of_drops(news) -> list[Alert]:
    """To who saved the place, where it isn't dearer again by now."""
    open_ones = Listing.objects.filter(pk__in=news.drops, status__in=OPEN).in_bulk()
    known = Alert.objects.lowest_rents(open_ones, since=timezone.now() - AGAIN)
    saves = SavedListing.objects.filter(listing__in=open_ones, user__is_active=True)
    alerts = []
    for user, pk, saved_at in saves.values_list("user", "listing", "saved_at"):
        listing = open_ones[pk]
        if user == listing.lister_id:
            continue
        alerts += [
            Alert(
                user_id=user, listing=listing, rent_drop_entry=line.pk, old_rent=old, new_rent=new
            )
            for line, old, new in news.drops[pk]
            if saved_at <= line.at
            and (listing.rent_per_person or new + 1) <= new < known.get((user, pk), new + 1)
        ]
    return alerts
