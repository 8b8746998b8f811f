"""The change log: one entry for each transaction that changed listings.

Open pages, caches and conversations learn from it what has changed. Writers record explicitly, with
`Listing.save_and_record`, `update_and_record` and `bulk_create_and_record`; deletions cascade, so
the signal of each deleted row records them (`listings.receivers`). The tests refuse every other
write of a column that others see: see `tests.support.unrecorded_writes`.
"""

from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils import timezone

from listings.models.diff import Snapshots, old_values, rent_drop, status_in
from listings.models.lifecycle import NOT_PUBLIC
from realtime import pubsub

TOPIC = "listings"
MAX_LISTINGS_PER_ENTRY = 500
RECENT_ENTRIES = 100  # entries among which one may still be committed late
# Sent after the commit of entries that may lead to alerts, with the `count` of their listings.
changes_recorded = Signal()


class ChangeLogQuerySet(models.QuerySet["ChangeLogEntry"]):
    def record(self, before: Snapshots, after: Snapshots) -> None:
        """Record, in the transaction of the change itself, the listings whose public state has
        changed, and notify every process after the commit.

        Listings that stay hidden are left out. Columns that are in neither snapshot haven't
        changed.
        """
        public = sorted(
            pk for pk in before | after if _is_public(before, pk) or _is_public(after, pk)
        )
        if not public:
            return
        entries = [
            _entry(before, after, public[start : start + MAX_LISTINGS_PER_ENTRY])
            for start in range(0, len(public), MAX_LISTINGS_PER_ENTRY)
        ]
        self.bulk_create(entries)
        pubsub.publish_on_commit({"topic": TOPIC})
        if count := sum(entry.alert_count for entry in entries):
            send = partial(changes_recorded.send, sender=ChangeLogEntry, count=count)
            transaction.on_commit(send, robust=True)

    def newest_id(self) -> int:
        """The id of the last entry; 0 when the log is empty."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def fingerprint(self) -> tuple[int | None, ...]:
        """A value that differs after every change. The newest id alone isn't enough, as the entry
        with the higher id may be committed first."""
        recent = self.order_by("-pk").values("pk")[:RECENT_ENTRIES]
        return tuple(recent.aggregate(models.Max("pk"), models.Sum("pk")).values())

    def appeared_after(self, entry_id: int, max_entries: int = 1000) -> set[int]:
        """The ids of the listings that searches can find since that entry, from the last
        `max_entries` entries."""
        entries = self.filter(pk__gt=entry_id).exclude(appeared=[]).order_by("-pk")
        rows = entries.values_list("appeared", flat=True)[:max_entries]
        return {pk for appeared in rows for pk in appeared}

    def without_alerts(self) -> "ChangeLogQuerySet":
        """Entries that no alerts have been created for yet."""
        return self.filter(alerts_created=False).order_by("pk")


class ChangeLogEntry(models.Model):
    """The listings that one transaction has changed, and those among them that searches can find
    since then (`appeared`).

    Pages that show a listing load its current public state. Alerts need what that state doesn't
    hold: `old_values`, {id: `diff.old_values`} of listings that could be found before and after,
    and `rent_drops`, {id: `diff.rent_drop`}. The ids aren't foreign keys, so that they outlive the
    listings.
    """

    listings = models.JSONField()
    appeared = models.JSONField()
    old_values = models.JSONField(null=True, encoder=DjangoJSONEncoder, db_column="was")
    rent_drops = models.JSONField(null=True, db_column="drops")
    alerts_created = models.BooleanField(default=False, db_default=False, db_column="told")
    at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = ChangeLogQuerySet.as_manager()

    class Meta:
        db_table = "listings_change"
        verbose_name_plural = "change log entries"
        indexes = [
            models.Index(
                fields=["id"], name="change_untold", condition=models.Q(alerts_created=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Change log entry {self.pk}"

    @property
    def alert_count(self) -> int:
        """How many listings of this entry people may need an alert about."""
        return len({*map(str, self.appeared), *(self.old_values or ()), *(self.rent_drops or ())})


def _entry(before: Snapshots, after: Snapshots, ids: list[int]) -> ChangeLogEntry:
    old = {pk: values for pk in ids if (values := old_values(before, after, pk))}
    drops = {pk: rents for pk in ids if (rents := rent_drop(before, after, pk))}
    appeared = [pk for pk in ids if _appears(before, after, pk)]
    return ChangeLogEntry(
        listings=ids,
        appeared=appeared,
        old_values=old or None,
        rent_drops=drops or None,
        alerts_created=not (appeared or old or drops),
        # Python's clock, which saved searches are stamped with too; unlike the database's, it
        # advances within a transaction.
        at=timezone.now(),
    )


def _is_public(snapshots: Snapshots, pk: int) -> bool:
    return status_in(snapshots, pk) not in NOT_PUBLIC


def _appears(before: Snapshots, after: Snapshots, pk: int) -> bool:
    return status_in(after, pk) == "published" != status_in(before, pk)
