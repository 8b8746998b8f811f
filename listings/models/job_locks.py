from django.db import models

from accounts.job_locks import JobLock


class ExpiryJobLock(JobLock):
    """Held while a run of `expire_listings` emails this user."""

    class Meta(JobLock.Meta):
        db_table = "listings_freshnessclaim"


class AlertJobLock(JobLock):
    """Held while a run of `send_alerts`, or a web process, emails this user."""

    # The last alert email.
    mailed_at = models.DateTimeField(null=True)

    class Meta(JobLock.Meta):
        db_table = "listings_alertclaim"
