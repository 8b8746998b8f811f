"""The book of changes: whoever watches listings reads here what they have missed."""

from functools import partial
from itertools import islice

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils import timezone

from listings.models.diff import Facts, rent_drop, status_in, what_changed
from listings.models.lifecycle import HIDDEN
from realtime import pubsub

CALL = "listings"
A_LINE = 500  # listings in one line of the book
RECENT = 100  # lines among which one may still turn up late
# Sent once it is committed that there is something to tell of `many` listings.
noted = Signal()


class ChangeQuerySet(models.QuerySet):
    def note(self, before: Facts, after: Facts):
        """Write down, in the transaction of the change itself, the listings that the public now
        sees otherwise, and tell every process once it is committed.

        Listings that stay hidden are left out. Columns that are in neither haven't changed.
        """
        seen = sorted(
            pk for pk in before | after if _is_public(before, pk) or _is_public(after, pk)
        )
        if not seen:
            return
        lines = [_line(before, after, ids) for ids in _slices(seen)]
        self.bulk_create(lines)
        pubsub.publish_on_commit({CALL: True})
        if many := sum(line.news for line in lines):
            tell = partial(noted.send, sender=Change, many=many)
            transaction.on_commit(tell, robust=True)

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

    def untold(self):
        """Lines of which people are still to be told."""
        return self.filter(told=False).order_by("pk")


class Change(models.Model):
    """Listings that one transaction has changed, and those of them that can be found since.

    Who watches them asks for what the public may see of them now. Who is told of them reads here
    what that can't say: `was`, the old values of those that could be found before and after as
    {id: `what_changed`}, and `drops`, the rents that went down as {id: `rent_drop`}. The ids are no
    foreign keys, so that they outlive the listings.
    """

    listings = models.JSONField()
    appeared = models.JSONField()
    was = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    drops = models.JSONField(null=True)
    told = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="change_untold", condition=models.Q(told=False)),
        ]

    def __str__(self):
        return f"Change {self.pk}"

    @property
    def news(self) -> int:
        """How many listings people may have to be told of."""
        return len({*map(str, self.appeared), *(self.was or ()), *(self.drops or ())})


def _line(before, after, ids) -> Change:
    was = {pk: old for pk in ids if (old := what_changed(before, after, pk))}
    drops = {pk: rents for pk in ids if (rents := rent_drop(before, after, pk))}
    appeared = [pk for pk in ids if _appears(before, after, pk)]
    told = not (appeared or was or drops)
    return Change(
        listings=ids,
        appeared=appeared,
        was=was or None,
        drops=drops or None,
        told=told,
        # By the clock of whoever saves searches, too; and within a transaction it goes on.
        at=timezone.now(),
    )


def _is_public(facts, pk) -> bool:
    return status_in(facts, pk) not in HIDDEN


def _appears(before, after, pk) -> bool:
    return status_in(after, pk) == "published" != status_in(before, pk)


def _slices(ids):
    rest = iter(ids)
    while some := list(islice(rest, A_LINE)):
        yield some
