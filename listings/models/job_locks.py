from django.db import models

from accounts.job_locks import Claim


class ExpiryJobLock(Claim):
    """Held while a run of `expire_listings` emails this user."""

    class Meta(Claim.Meta):
        db_table = "listings_freshnessclaim"


class AlertJobLock(Claim):
    """Held while a run of `send_alerts`, or a web process, emails this user."""

    # The last alert email.
    mailed_at = models.DateTimeField(null=True)

    class Meta(Claim.Meta):
        db_table = "listings_alertclaim"
