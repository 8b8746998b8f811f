"""Alerts: listings that match a saved search, and rents that went down."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, Q

from listings.models.lifecycle import OPEN, not_ended
from listings.models.listing import Listing
from listings.models.saved_search import SavedSearch


class AlertQuerySet(models.QuerySet["Alert"]):
    def relevant(self) -> Self:
        """Alerts that still make sense: not of listings that are no longer open, nor of rents that
        have gone up again."""
        match = Q(rent_drop_entry=None) & (Q(listing=None) | Q(listing__status="published"))
        still_lower = Q(
            rent_drop_entry__isnull=False,
            listing__status__in=OPEN,
            listing__rent_per_person__lte=F("new_rent"),
        )
        return self.filter(not_ended("listing__"), match | still_lower)

    def unseen(self) -> Self:
        return self.relevant().filter(seen_at=None)

    def lowest_rents(
        self, listings: Iterable[int], since: datetime
    ) -> dict[tuple[int, int], int | None]:
        """By (user, listing), the lowest rent per person of the rent-drop alerts since then, in
        cents."""
        drops = self.filter(listing__in=listings, rent_drop_entry__isnull=False, at__gt=since)
        rents = drops.order_by().values_list("user", "listing").annotate(Min("new_rent"))
        return {(user, listing): rent for user, listing, rent in rents}

    def unseen_counts(self, users: Collection[int]) -> dict[int, int]:
        """How many each of these people hasn't seen; one query."""
        rows = self.unseen().filter(user__in=users).order_by().values_list("user")
        return dict.fromkeys(users, 0) | dict(rows.annotate(Count("pk")))


class Alert(models.Model):
    """News for one person: a listing that matches their `search`, or a lower rent of a listing that
    they saved. Constraints make each alert unique: one per matching listing, and one per lower
    rent, which `rent_drop_entry`, the id of its change log entry, identifies.

    Without a listing it counts how many `more` match than have alerts of their own.
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
    # In cents, per person.
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
                fields=["user", "listing"],
                condition=Q(rent_drop_entry=None),
                name="fit_told_once",
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

    def __str__(self) -> str:
        return f"Alert {self.pk} for {self.user}"
