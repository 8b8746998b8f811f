"""Whether an offer still stands: its lister says so, with one tap a week."""

from datetime import datetime, timedelta

from django.utils import timezone

WEEK = timedelta(days=7)  # after so long without a word the lister is asked
GRACE = timedelta(days=3)  # for so long, at least, an answer is waited for
# Whom no email reaches is asked on the site alone, and has longer.
UNREACHED = timedelta(days=14)
A_WHILE = timedelta(hours=12)  # a second tap within it would say nothing new
COLUMNS = ("confirmed_at", "asked_at", "expiry_email_due_since")


class Freshness:
    """Mixed into Listing. `confirmed_at` is when its lister last said that it stands, `asked_at`
    when they were asked since, `expiry_email_due_since`
    since when they should hear that it is hidden."""

    def affirm(self):
        """Its lister has just spoken for it: nothing that was asked, or owed to them, is left."""
        self.confirmed_at = timezone.now()
        self.asked_at = self.expiry_email_due_since = None

    def confirm(self):
        """It still stands; what silence hid is back. Raises Refused where that makes no sense."""
        self.change_status(self.status if self.is_open else self.Status.PUBLISHED)

    @property
    def shows_freshness(self) -> bool:
        """Whether others see when it was confirmed. Nobody here speaks for what was imported."""
        return self.is_open and self.confirmed_at is not None and not self.is_imported

    @property
    def is_waiting(self) -> bool:
        """Whether its lister is to say by now that it stands."""
        return self._is_silent_for(WEEK)

    @property
    def can_be_confirmed(self) -> bool:
        return self._is_silent_for(A_WHILE)

    @property
    def hides_at(self) -> datetime:
        """When silence hides it, at the earliest."""
        asked_at = self.asked_at or timezone.now()
        return max(asked_at + GRACE, self.confirmed_at + WEEK + GRACE)

    def _is_silent_for(self, long: timedelta) -> bool:
        said = self.confirmed_at
        return self.is_open and (said is None or said <= timezone.now() - long)
