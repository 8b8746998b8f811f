from django.conf import settings
from django.db import models


class Presence(models.Model):
    """A user has a tab open at a process, which updates `seen_at` while it is open (heartbeats)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "process"], name="present_once_a_process"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.process}"
