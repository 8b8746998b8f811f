"""Who is told is first claimed: of two runs of a command at once, one may write to a person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ClaimQuerySet(models.QuerySet):
    LIFE = timedelta(minutes=15)

    def take(self, user_id: int) -> datetime | None:
        """When this run began to write to a person, or None where another one does: one statement,
        so that of two only one may."""
        self.get_or_create(user_id=user_id)
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - self.LIFE)
        return now if self.filter(free, user_id=user_id).update(claimed_at=now) else None

    def release(self, user_id: int, claimed_at: datetime):
        self.filter(user_id=user_id, claimed_at=claimed_at).update(claimed_at=None)


class Claim(models.Model):
    """A run writes to this person: another one, at the same time, doesn't."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    # Empty when nobody does. A run that died leaves it; it holds for a while only.
    claimed_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"A mail to {self.user}"
