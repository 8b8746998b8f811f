from django.db import models
from django.db.models import Q
from django.utils import timezone

from listings.models.freshness import GRACE, UNREACHED, WEEK
from listings.models.lifecycle import OPEN


class FreshnessQuerySet(models.QuerySet):
    """Which offers nobody has spoken for lately."""

    def open(self):
        """What one may still ask for; indexes of these alone serve what follows."""
        return self.filter(status__in=OPEN)

    def waiting(self, since=WEEK):
        """Open places that nobody has spoken for in so long a time."""
        silent = self.open().filter(confirmed_at__lte=timezone.now() - since)
        return silent.exclude(available_until__lt=timezone.localdate())

    def confirm(self) -> int:
        """Their lister says of all of these at once that they stand; returns how many that were."""
        return self.update(confirmed_at=timezone.now(), asked_at=None, untold_since=None)

    def unasked(self, since=WEEK):
        """Those of them whose lister wasn't asked yet."""
        return self.waiting(since).filter(asked_at=None)

    def silent(self):
        """Open places whose lister was asked, and had time, and said nothing."""
        now = timezone.now()
        asked = Q(asked_at__lte=now - GRACE, confirmed_at__lte=now - WEEK - GRACE)
        unreached = Q(asked_at=None, confirmed_at__lte=now - UNREACHED)
        return self.open().filter(asked | unreached)

    def over(self):
        """Open places whose last day has passed."""
        return self.open().filter(available_until__lt=timezone.localdate())
