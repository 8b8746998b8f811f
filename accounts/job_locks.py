"""Locks a user while a job emails them, so that two concurrent runs never send the same email."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class JobLockQuerySet(models.QuerySet["JobLock"]):
    TIMEOUT = timedelta(minutes=15)

    def acquire(self, user_id: int) -> datetime | None:
        """Lock a user. Returns when the lock was taken, for `release`, or None if another run has
        it. One UPDATE decides, so only one of two concurrent runs gets it."""
        self.get_or_create(user_id=user_id)
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - self.TIMEOUT)
        return now if self.filter(free, user_id=user_id).update(claimed_at=now) else None

    def release(self, user_id: int, claimed_at: datetime) -> None:
        self.filter(user_id=user_id, claimed_at=claimed_at).update(claimed_at=None)


class JobLock(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    # Null if no run has the lock. The lock of a run that was killed expires.
    claimed_at = models.DateTimeField(null=True)

    objects = JobLockQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Lock of {self.user}"
