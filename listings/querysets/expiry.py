from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from listings.models.expiry import CONFIRM_EVERY, GRACE_PERIOD, UNREACHABLE_EXPIRY
from listings.models.lifecycle import OPEN, has_ended, not_ended

if TYPE_CHECKING:
    from listings.models import Listing  # noqa: F401 - named in a string


class ExpiryQuerySet(models.QuerySet["Listing"]):
    """Which listings need a confirmation, expire, or have expired without an email."""

    def open(self) -> Self:
        """Listings that people may ask for. The querysets below use partial indexes on them."""
        return self.filter(not_ended(), status__in=OPEN)

    def needing_confirmation(self, before: datetime | None = None) -> Self:
        """Open listings that weren't confirmed after `before`, by default a week ago."""
        return self.open().filter(confirmed_at__lte=before or timezone.now() - CONFIRM_EVERY)

    def confirm(self) -> int:
        """Confirm them all at once; returns how many they were."""
        return self.update_and_record(
            confirmed_at=timezone.now(), asked_at=None, expiry_email_due_since=None
        )

    def not_asked(self, before: datetime) -> Self:
        """Those needing a confirmation whose lister wasn't asked yet."""
        return self.needing_confirmation(before).filter(asked_at=None)

    def unanswered(self) -> Self:
        """Open listings whose lister was asked and hasn't answered in time."""
        now = timezone.now()
        asked = Q(
            asked_at__lte=now - GRACE_PERIOD, confirmed_at__lte=now - CONFIRM_EVERY - GRACE_PERIOD
        )
        unreachable = Q(asked_at=None, confirmed_at__lte=now - UNREACHABLE_EXPIRY)
        return self.open().filter(asked | unreachable)

    def ended(self) -> Self:
        """Listings that were open until their last day passed."""
        return self.filter(has_ended(), status__in=OPEN)

    def expiry_email_due(self, since: datetime) -> Self:
        """Listings that expired since that moment and whose lister hasn't had the email yet."""
        return self.filter(status="expired", expiry_email_due_since__gte=since)

    def with_reachable_lister(self) -> Self:
        """Those of listers who can be emailed."""
        return self.filter(
            lister__is_active=True,
            lister__emailaddress__primary=True,
            lister__emailaddress__verified=True,
        )
