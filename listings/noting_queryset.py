from django.db import models, transaction
from django.utils import timezone

from listings.models.change import Change


class NotingQuerySet(models.QuerySet):
    """Notes what many rows at once change for the public, as `Listing.save` does for one."""

    # What no page shows to others.
    UNSEEN = frozenset(["views", "asked_at", "untold_since"])

    def statuses(self) -> dict[int, str]:
        return dict(self.order_by().values_list("pk", "status"))

    def update(self, **values):
        if self.UNSEEN.issuperset(values):
            return super().update(**values)
        values.setdefault("updated_at", timezone.now())
        with transaction.atomic(using=self.db):
            before = self.statuses()
            count = super().update(**values)
            Change.objects.note(before, self._after(before, values))
        return count

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic(using=self.db):
            before = self._statuses_of([row.pk for row in objs if row.pk is not None])
            rows = super().bulk_create(objs, *args, **kwargs)
            Change.objects.note(before, self._statuses_of([row.pk for row in rows]))
        return rows

    def _after(self, before, values) -> dict[int, str]:
        status = values.get("status")
        if hasattr(status, "resolve_expression"):
            return self._statuses_of(before)
        return before if status is None else dict.fromkeys(before, str(status))

    def _statuses_of(self, ids) -> dict[int, str]:
        return self.model.objects.filter(pk__in=list(ids)).statuses() if ids else {}
