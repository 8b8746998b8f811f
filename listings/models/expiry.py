"""When a listing expires: its lister has to confirm once a week that it is still available."""

from datetime import datetime, timedelta

from django.utils import timezone

CONFIRM_EVERY = timedelta(days=7)  # then the lister is asked
GRACE_PERIOD = timedelta(days=3)  # the least time in which they can answer
# Listers whom no email reaches are asked on the site alone, and have longer.
UNREACHABLE_EXPIRY = timedelta(days=14)
CONFIRM_AGAIN_AFTER = timedelta(hours=12)  # an earlier confirmation would say nothing new
EXPIRY_COLUMNS = ("confirmed_at", "asked_at", "expiry_email_due_since")


class Expiry:
    """Mixed into Listing.

    `confirmed_at` is when its lister last said that it is available, `asked_at` when they were
    asked since then, and `expiry_email_due_since` when it expired, until they have had the email
    about that.
    """

    def mark_confirmed(self) -> None:
        """Set the columns as of a confirmation right now: no question or email is pending."""
        self.confirmed_at = timezone.now()
        self.asked_at = self.expiry_email_due_since = None

    def confirm(self) -> None:
        """Confirm an open listing, or publish an expired one again. Raises StatusChangeRefused."""
        self.change_status(self.status if self.is_open else self.Status.PUBLISHED)

    @property
    def shows_confirmed_at(self) -> bool:
        """Whether others see when it was confirmed. Nobody here confirms imported listings."""
        return self.is_open and self.confirmed_at is not None and not self.is_imported

    @property
    def needs_confirmation(self) -> bool:
        return self._is_unconfirmed_for(CONFIRM_EVERY)

    @property
    def can_be_confirmed(self) -> bool:
        return self._is_unconfirmed_for(CONFIRM_AGAIN_AFTER)

    @property
    def expires_at(self) -> datetime:
        """When it expires without a confirmation, at the earliest."""
        asked_at = self.asked_at or timezone.now()
        return max(asked_at + GRACE_PERIOD, self.confirmed_at + CONFIRM_EVERY + GRACE_PERIOD)

    def _is_unconfirmed_for(self, period: timedelta) -> bool:
        confirmed_at = self.confirmed_at
        return self.is_open and (confirmed_at is None or confirmed_at <= timezone.now() - period)
