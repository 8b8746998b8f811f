from django.db import models
from django.db.models import Q
from django.utils import timezone

from listings.models.expiry import GRACE, UNREACHED, WEEK
from listings.models.lifecycle import OPEN, is_over, lasts


class FreshnessQuerySet(models.QuerySet):
    """Which offers nobody has spoken for lately."""

    def open(self):
        """What one may still ask for; indexes of these alone serve what follows."""
        return self.filter(lasts(), status__in=OPEN)

    def waiting(self, before=None):
        """Open places that nobody has spoken for since that moment: in a week, usually."""
        return self.open().filter(confirmed_at__lte=before or timezone.now() - WEEK)

    def confirm(self) -> int:
        """Their lister says of all of these at once that they stand; returns how many that were."""
        return self.update(confirmed_at=timezone.now(), asked_at=None, expiry_email_due_since=None)

    def unasked(self, before):
        """Those of which their lister wasn't asked yet."""
        return self.waiting(before).filter(asked_at=None)

    def silent(self):
        """Open places whose lister was asked, and had time, and said nothing."""
        now = timezone.now()
        asked = Q(asked_at__lte=now - GRACE, confirmed_at__lte=now - WEEK - GRACE)
        unreached = Q(asked_at=None, confirmed_at__lte=now - UNREACHED)
        return self.open().filter(asked | unreached)

    def over(self):
        """Places that were open until their last day passed."""
        return self.filter(is_over(), status__in=OPEN)

    def untold(self, since):
        """Places that were hidden since that moment, of which their lister hasn't heard."""
        return self.filter(status="expired", expiry_email_due_since__gte=since)

    def of_reachable(self):
        """Those of listers whom an email reaches."""
        return self.filter(
            lister__is_active=True,
            lister__emailaddress__primary=True,
            lister__emailaddress__verified=True,
        )
