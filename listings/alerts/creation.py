"""Creates alerts, for new matches of saved searches and for price drops, from the entries of the
change log that have none yet.

The alerts are computed first, without a lock, and stored in one transaction that also marks the
entries. Of two runs at once, one finds the entries marked; a run that is killed leaves everything
or nothing. Unique constraints on the alerts themselves are the second line of defense.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from listings.alerts.matching import match_saved_searches
from listings.models import Alert, ChangeLogEntry, Listing, SavedListing, SavedSearch
from listings.models.lifecycle import OPEN
from realtime import user_events

ENTRIES_PER_BATCH = 10
# Entries about more listings than a person changes at once wait for `send_alerts`.
MAX_IMMEDIATE = 20
# For this long, a rent is no news to someone who was alerted to one as low. Otherwise a lister who
# raises and lowers it all day would email everyone who saved the listing, each time.
REPEAT_AFTER = timedelta(days=1)
# Alerts about single listings that one batch creates for one search; the others are only counted.
MAX_LISTED = 10


@dataclass(frozen=True)
class Changes:
    """What entries say, by listing: `appeared` is since when searches can find it, `changed` when
    it changed and its old values, `rent_drops` the entries of lower rents, each with the old and
    the new rent."""

    appeared: dict[int, datetime]
    changed: dict[int, tuple[datetime, dict[str, Any]]]
    rent_drops: dict[int, list[tuple[ChangeLogEntry, int, int]]]


def create_alerts(*, small_only: bool = False) -> int:
    """Create the alerts of all entries without any, or only of entries about up to MAX_IMMEDIATE
    listings; returns their number."""
    count = 0
    while entries := _next_entries(small_only):
        count += _create_alerts(entries)
    return count


def _next_entries(small_only: bool) -> list[ChangeLogEntry]:
    entries: Iterable[ChangeLogEntry]
    entries = ChangeLogEntry.objects.without_alerts().iterator(ENTRIES_PER_BATCH)
    if small_only:
        # Also those after an import, which may wait for a long time.
        entries = (entry for entry in entries if entry.alert_count <= MAX_IMMEDIATE)
    return list(islice(entries, ENTRIES_PER_BATCH))


def _create_alerts(entries: list[ChangeLogEntry]) -> int:
    changes = _changes_in(entries)
    alerts = [*_match_alerts(changes), *_rent_drop_alerts(changes)]
    with transaction.atomic():
        # Another run with the same entries waits here, and then finds them marked.
        unmarked = ChangeLogEntry.objects.without_alerts()
        unmarked = unmarked.filter(pk__in=[entry.pk for entry in entries])
        if unmarked.update(alerts_created=True) < len(entries):
            transaction.set_rollback(True)
            return 0
        rows = Alert.objects.bulk_create(alerts, batch_size=1000, ignore_conflicts=True)
        users = {alert.user_id for alert in rows}
        transaction.on_commit(partial(publish_unseen_counts, users), robust=True)
    return len(rows)


def publish_unseen_counts(users: Collection[int]) -> None:
    """Publish to every open page of these people how many alerts they haven't seen. Repeated until
    the counts stay the same: another process may have counted later and published earlier."""
    published = None
    while (counts := Alert.objects.unseen_counts(users)) != published:
        user_events.send_on_commit(
            {user: {"type": "alert", "count": count} for user, count in counts.items()}
        )
        published = counts


def _changes_in(entries: list[ChangeLogEntry]) -> Changes:
    changes = Changes({}, {}, defaultdict(list))
    for entry in entries:
        changes.appeared.update(dict.fromkeys(entry.appeared, entry.at))
        for pk, old in (entry.old_values or {}).items():
            # Of several changes, the values before the first one.
            _, earlier = changes.changed.get(int(pk), (None, {}))
            changes.changed[int(pk)] = (entry.at, old | earlier)
        for pk, (old_rent, new_rent) in (entry.rent_drops or {}).items():
            changes.rent_drops[int(pk)].append((entry, old_rent, new_rent))
    return changes


def _match_alerts(changes: Changes) -> list[Alert]:
    """One alert for each person and listing, by the matching search that sends it soonest."""
    soonest: dict[tuple[int, int], SavedSearch] = {}
    rank = list(SavedSearch.AlertFrequency).index
    matches = match_saved_searches(changes.appeared, changes.changed)
    for search in sorted(matches, key=lambda search: (rank(search.alert_frequency), search.pk)):
        for listing in sorted(matches[search], reverse=True):
            soonest.setdefault((search.user_id, listing), search)
    by_search = defaultdict(list)
    for (_, listing), search in soonest.items():
        by_search[search].append(listing)
    return [
        alert
        for search, listings in by_search.items()
        for alert in _alerts_of_search(search, listings)
    ]


def _alerts_of_search(search: SavedSearch, listings: list[int]) -> list[Alert]:
    owner = {"user_id": search.user_id, "search": search}
    alerts = [Alert(listing_id=pk, **owner) for pk in listings[:MAX_LISTED]]
    if more := len(listings) - len(alerts):
        alerts.append(Alert(more=more, **owner))
    return alerts


def _rent_drop_alerts(changes: Changes) -> list[Alert]:
    """For everyone who saved the listing, unless the rent has gone up again."""
    listings = Listing.objects.filter(pk__in=changes.rent_drops, status__in=OPEN).in_bulk()
    known = Alert.objects.lowest_rents(listings, since=timezone.now() - REPEAT_AFTER)
    saves = SavedListing.objects.filter(listing__in=listings, user__is_active=True)
    alerts = []
    for user, pk, saved_at in saves.values_list("user", "listing", "saved_at"):
        listing = listings[pk]
        if user == listing.lister_id:
            continue
        alerts += [
            Alert(
                user_id=user,
                listing=listing,
                rent_drop_entry=entry.pk,
                old_rent=old_rent,
                new_rent=new_rent,
            )
            for entry, old_rent, new_rent in changes.rent_drops[pk]
            if saved_at <= entry.at
            and (listing.rent_per_person or new_rent + 1)
            <= new_rent
            < known.get((user, pk), new_rent + 1)
        ]
    return alerts
