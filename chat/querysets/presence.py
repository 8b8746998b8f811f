from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class MailClaimQuerySet(models.QuerySet):
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
