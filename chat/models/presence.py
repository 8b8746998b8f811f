from django.conf import settings
from django.db import models

from chat.querysets.presence import MailClaimQuerySet


class Presence(models.Model):
    """A person has a tab open at a process, which says so again and again while it lives."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "process"], name="present_once_a_process"),
        ]

    def __str__(self):
        return f"{self.user} at {self.process}"


class MailClaim(models.Model):
    """A run of `send_unread` writes to this person: another one, at the same time, doesn't."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    # Empty when nobody does. A run that died leaves it; it holds for a while only.
    claimed_at = models.DateTimeField(null=True)

    objects = MailClaimQuerySet.as_manager()

    def __str__(self):
        return f"A mail to {self.user}"
