from django.db import models

from accounts.job_locks import Claim


class FreshnessClaim(Claim):
    """A round of `expire_listings` writes to this person."""


class AlertClaim(Claim):
    """A run of `send_alerts`, or a web process, writes to this person; `mailed_at` is when one did
    last."""

    mailed_at = models.DateTimeField(null=True)
