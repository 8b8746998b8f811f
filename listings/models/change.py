"""The book of changes: whoever watches listings reads here what they have missed."""

from itertools import islice

from django.db import models
from django.db.models.functions import Now

from live import calls

GROUP = "listings"
A_LINE = 500  # listings in one line of the book
RECENT = 100  # lines among which one may still turn up late


class ChangeQuerySet(models.QuerySet):
    def note(self, before: dict[int, str], after: dict[int, str]):
        """Write down, in the transaction of the change itself, the listings that the public now
        sees otherwise, and tell every process once it is committed.

        Both are {id: status}, without what isn't there. What was a draft and is one is left out.
        """
        seen = sorted(
            pk for pk in before | after if _is_public(before, pk) or _is_public(after, pk)
        )
        if not seen:
            return
        self.bulk_create(
            Change(listings=line, appeared=[pk for pk in line if _appears(before, after, pk)])
            for line in _lines(seen)
        )
        calls.on_commit(GROUP, {GROUP: True})

    def newest(self) -> int:
        """The number of the last line; 0 in an empty book."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def state(self) -> tuple:
        """Another one after each change: of two lines the higher may be committed first, so the
        newest alone doesn't tell."""
        recent = self.order_by("-pk").values("pk")[:RECENT]
        return tuple(recent.aggregate(models.Max("pk"), models.Sum("pk")).values())

    def appeared_after(self, number: int, most: int = 1000) -> set[int]:
        """The listings that can be found since that line: those of the last `most` lines."""
        lines = self.filter(pk__gt=number).exclude(appeared=[]).order_by("-pk")
        return {pk for line in lines.values_list("appeared", flat=True)[:most] for pk in line}


class Change(models.Model):
    """Listings that one transaction has changed, and those of them that can be found since.

    Only ids stand here: whoever reads them asks for what the public may see of them now. They are
    no foreign keys, so that they outlive the listings.
    """

    listings = models.JSONField()
    appeared = models.JSONField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = ChangeQuerySet.as_manager()

    def __str__(self):
        return f"Change {self.pk}"


def _is_public(statuses, pk) -> bool:
    return statuses.get(pk, "draft") != "draft"


def _appears(before, after, pk) -> bool:
    return after.get(pk) == "published" != before.get(pk)


def _lines(ids):
    rest = iter(ids)
    while line := list(islice(rest, A_LINE)):
        yield line
