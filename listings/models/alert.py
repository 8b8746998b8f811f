"""What came to people: places that fit a search of theirs, rents that went down."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, Q

from listings.models.lifecycle import OPEN, not_ended
from listings.models.listing import Listing
from listings.models.saved_search import SavedSearch


class AlertQuerySet(models.QuerySet):
    def shown(self):
        """What may still be told: never of a place that isn't offered any more."""
        fits = Q(rent_drop_entry=None) & (Q(listing=None) | Q(listing__status="published"))
        # Nor of a rent that has gone up again.
        lower = Q(listing__status__in=OPEN, listing__rent_per_person__lte=F("new_rent"))
        return self.filter(
            not_ended("listing__"), fits | (Q(rent_drop_entry__isnull=False) & lower)
        )

    def unseen(self):
        return self.shown().filter(seen_at=None)

    def lowest_rents(self, listings, since) -> dict[tuple[int, int], int]:
        """By (user, listing), the lowest rent that was told as a drop since that moment, in cents
        of one person."""
        told = self.filter(
            listing__in=listings, rent_drop_entry__isnull=False, at__gt=since
        ).order_by()
        rents = told.values_list("user", "listing").annotate(Min("new_rent"))
        return {(user, listing): rent for user, listing, rent in rents}

    def counts_for(self, people) -> dict[int, int]:
        """How many each of these people hasn't seen; one query."""
        rows = self.unseen().filter(user__in=people).order_by().values_list("user")
        return dict.fromkeys(people, 0) | dict(rows.annotate(Count("pk")))


class Alert(models.Model):
    """One thing told to one person, or to be told. Two constraints hold that it is told once: a
    place that fits, and each drop of a rent (`drop` is its line in the book of changes).

    Without a listing it says how many more fit than are told one by one: `more`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts"
    )
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, related_name="alerts")
    search = models.ForeignKey(
        SavedSearch, on_delete=models.SET_NULL, null=True, related_name="alerts"
    )
    more = models.PositiveIntegerField(default=0)
    rent_drop_entry = models.PositiveBigIntegerField(null=True, db_column="drop")
    # In cents, of one person.
    old_rent = models.PositiveIntegerField(null=True)
    new_rent = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "listing"], condition=Q(rent_drop_entry=None), name="fit_told_once"
            ),
            models.UniqueConstraint(
                fields=["user", "listing", "rent_drop_entry"],
                condition=Q(rent_drop_entry__isnull=False),
                name="drop_told_once",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="alert_of_user"),
            models.Index(fields=["at"], name="alert_unmailed", condition=Q(mailed_at=None)),
            models.Index(fields=["user"], name="alert_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self):
        return f"Alert {self.pk} to {self.user}"
