from django.conf import settings
from django.db import models

from accounts.job_locks import JobLock


class Presence(models.Model):
    """A user has a tab open at a process, which sends heartbeats for as long as that is so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "process"], name="present_once_a_process"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.process}"


class UnreadJobLock(JobLock):
    """Held while a run of `send_unread` emails this user."""

    class Meta(JobLock.Meta):
        db_table = "chat_mailclaim"
