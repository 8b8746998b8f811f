from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from listings.models.change_log import ChangeLogEntry
from listings.models.diff import TRACKED, Snapshots

if TYPE_CHECKING:
    from listings.models.listing import Listing


class ChangeLoggingQuerySet(models.QuerySet["Listing"]):
    """Bulk writes that are recorded in the change log. Django's own are for columns that no page
    shows to others."""

    def snapshots(self, columns: Iterable[str] = TRACKED) -> Snapshots:
        rows = self.order_by().values("pk", *columns)
        return {row.pop("pk"): row for row in rows}

    def update_and_record(self, **values: Any) -> int:
        """Update the rows and their `updated_at`. Returns their number."""
        values.setdefault("updated_at", timezone.now())
        columns = [name for name in TRACKED if name == "status" or name in values]
        with transaction.atomic(using=self.db):
            before = self.snapshots(columns)
            count = self.update(**values)
            ChangeLogEntry.objects.record(before, self._after(before, values, columns))
        return count

    update_and_record.alters_data = True

    def bulk_create_and_record(self, objs: Iterable["Listing"], **kwargs: Any) -> list["Listing"]:
        """Takes what `bulk_create` takes."""
        objs = list(objs)
        with transaction.atomic(using=self.db):
            before = self._snapshots_of([row.pk for row in objs if row.pk is not None])
            rows = self.bulk_create(objs, **kwargs)
            ChangeLogEntry.objects.record(before, self._snapshots_of([row.pk for row in rows]))
        return rows

    def _after(self, before: Snapshots, values: dict[str, Any], columns: list[str]) -> Snapshots:
        """The snapshots after an update, loaded only if the database computed a value."""
        new = {name: values[name] for name in columns if name in values}
        if any(hasattr(value, "resolve_expression") for value in new.values()):
            return self._snapshots_of(before, columns)
        return {pk: old | new for pk, old in before.items()}

    def _snapshots_of(self, ids: Iterable[int], columns: Iterable[str] = TRACKED) -> Snapshots:
        ids = list(ids)
        return self.model.objects.filter(pk__in=ids).snapshots(columns) if ids else {}
