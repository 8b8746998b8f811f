from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def with_alerts(self) -> Self:
        """Searches of active users that send alerts."""
        never = SavedSearch.AlertFrequency.NEVER
        return self.exclude(alert_frequency=never).filter(user__is_active=True)


class SavedSearch(models.Model):
    class AlertFrequency(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    # The query string of a `Search`: what it finds follows from this alone.
    query = models.TextField(editable=False)
    alert_frequency = models.CharField(
        "alerts",
        max_length=5,
        choices=AlertFrequency,
        default=AlertFrequency.NOW,
        db_column="tell",
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    # What the database can compare with a listing: see `Filter.may_match`. Empty means any. Rents
    # are in whole dollars.
    min_rent = models.PositiveIntegerField(null=True, editable=False)
    max_rent = models.PositiveIntegerField(null=True, editable=False)
    bedrooms = models.PositiveSmallIntegerField(null=True, editable=False)
    kinds = models.CharField(max_length=40, blank=True, editable=False)
    stay_from = models.DateField(null=True, editable=False)
    stay_until = models.DateField(null=True, editable=False)
    furnished = models.BooleanField(default=False, editable=False)
    pets = models.BooleanField(default=False, editable=False)
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of its results."""
        return f"{reverse('listings:browse')}?{self.query}"
