from django.db import models, transaction
from django.utils import timezone

from listings.models.change_log import Change
from listings.models.diff import COLUMNS, Facts


class NotingQuerySet(models.QuerySet):
    """Notes what many rows at once change for the public, as `Listing.save` does for one."""

    # What no page shows to others.
    UNSEEN = frozenset(["views", "asked_at", "untold_since"])

    def facts(self, columns=COLUMNS) -> Facts:
        rows = self.order_by().values("pk", *columns)
        return {row.pop("pk"): row for row in rows}

    def update(self, **values):
        if self.UNSEEN.issuperset(values):
            return super().update(**values)
        values.setdefault("updated_at", timezone.now())
        columns = [name for name in COLUMNS if name == "status" or name in values]
        with transaction.atomic(using=self.db):
            before = self.facts(columns)
            count = super().update(**values)
            Change.objects.note(before, self._after(before, values, columns))
        return count

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic(using=self.db):
            before = self._facts_of([row.pk for row in objs if row.pk is not None])
            rows = super().bulk_create(objs, *args, **kwargs)
            Change.objects.note(before, self._facts_of([row.pk for row in rows]))
        return rows

    def _after(self, before, values, columns) -> Facts:
        new = {name: values[name] for name in columns if name in values}
        if any(hasattr(value, "resolve_expression") for value in new.values()):
            return self._facts_of(before, columns)
        return {pk: facts | new for pk, facts in before.items()}

    def _facts_of(self, ids, columns=COLUMNS) -> Facts:
        return self.model.objects.filter(pk__in=list(ids)).facts(columns) if ids else {}
