"""The statuses of a listing, and which may follow which."""

from datetime import date
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from listings.models.completeness import is_past
from listings.models.expiry import EXPIRY_COLUMNS

OPEN = ("published", "pending")  # people may ask for it
NOT_PUBLIC = ("draft", "removed")  # only its lister and staff see it

# Listers may go back; only time makes a listing expire.
TRANSITIONS = {
    "draft": ("published",),
    "published": ("pending", "taken", "draft"),
    "pending": ("published", "taken", "draft"),
    "taken": ("published", "draft"),
    "expired": ("published", "taken", "draft"),
    "removed": (),  # only staff restore it
}
REMOVED = "Our team removed this listing, so you can’t change its status."


# The labels of buttons, by (from, to), or by the new status alone.
BUTTON_LABELS = {
    ("draft", "published"): "Publish",
    ("expired", "published"): "Bring it back",
    ("pending", "pending"): "Still pending",
    "published": "Still available",
    "pending": "Mark as pending",
    "taken": "Mark as taken",
    "draft": "Back to draft",
}


def status_of(status: str, last_day: date | None) -> str:
    """The stored `status`, but expired as soon as the last day has passed, without waiting for
    `expire_listings`."""
    return "expired" if status in OPEN and is_past(last_day) else status


def status_expression() -> Case:
    """`status_of` in the database."""
    return Case(When(has_ended(), status__in=OPEN, then=Value("expired")), default=F("status"))


def has_ended() -> Q:
    return Q(available_until__lt=timezone.localdate())


def not_ended(prefix: str = "") -> Q:
    """Listings without a last day, or whose last day hasn't passed. `prefix` is the lookup that
    leads to them, such as `listing__`."""
    until = f"{prefix}available_until"
    return Q(**{until: None}) | Q(**{f"{until}__gte": timezone.localdate()})


class StatusChangeRefused(Exception):
    """A change of status that isn't possible now; its text tells the lister why."""


class Lifecycle:
    """Mixed into Listing."""

    def change_status(self, status: str) -> None:
        """Go to `status` and save; going to the present status confirms it. Raises
        StatusChangeRefused where that can't follow or something is missing."""
        if status == self.status_today:
            self._confirm_status()
        elif status not in TRANSITIONS[self.status_today]:
            raise StatusChangeRefused(self._why_not(status))
        elif status == self.Status.PUBLISHED:
            self._publish_if_complete()
        else:
            self.status = status
            self.mark_confirmed()
            self.save_and_record(update_fields=["status", *EXPIRY_COLUMNS])

    def status_buttons(self) -> list[dict[str, Any]]:
        """What its lister may change its status to now: {"status", "label", "is_next"}, where
        `is_next` marks the step that the listing waits for."""
        confirmed = (self.status_today,) if self.can_be_confirmed else ()
        expected = self.status_today if self.needs_confirmation else self._expected_status
        return [
            {
                "status": status,
                "label": BUTTON_LABELS.get((self.status_today, status)) or BUTTON_LABELS[status],
                "is_next": status == expected,
            }
            for status in (*confirmed, *TRANSITIONS[self.status_today])
        ]

    @property
    def _expected_status(self) -> str:
        return "published" if self.status_today in ("draft", "expired") else ""

    def publish(self) -> None:
        """Publish it, complete or not: `change_status` checks that first."""
        self.status = self.Status.PUBLISHED
        self.published_at = self.published_at or timezone.now()
        self.mark_confirmed()
        self.save_and_record()

    @property
    def status_today(self) -> str:
        """The status that everyone sees: see `status_of`."""
        return status_of(self.status, self.available_until)

    @property
    def status_label(self) -> str:
        return self.Status(self.status_today).label

    @property
    def is_open(self) -> bool:
        """Whether people may still ask for it."""
        return self.status_today in OPEN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_removed(self) -> bool:
        return self.status == self.Status.REMOVED

    @property
    def is_hidden(self) -> bool:
        return self.status in NOT_PUBLIC

    @property
    def public_status(self) -> str:
        """The status that pages and frames name: to the public, a removed listing is a draft."""
        return "draft" if self.is_hidden else self.status_today

    def remove(self, reason: str) -> None:
        """Hide it from everyone until staff restore it; `reason` is a sentence for its lister."""
        if not self.is_removed:
            self.status_before_removal = self.status
        self.status, self.removal_reason = self.Status.REMOVED, reason
        self.save_and_record(update_fields=["status", "removal_reason", "status_before_removal"])

    def restore(self) -> None:
        """Put it back as it was before staff removed it."""
        if not self.is_removed:
            return
        self.status = self.status_before_removal or self.Status.DRAFT
        self.removal_reason = self.status_before_removal = ""
        if self.is_open:  # or it would expire at once: nobody confirmed it while it was removed
            self.mark_confirmed()
        fields = ["status", "removal_reason", "status_before_removal"]
        self.save_and_record(update_fields=[*fields, *EXPIRY_COLUMNS])

    def _confirm_status(self) -> None:
        if self.is_open:
            self.mark_confirmed()
            self.save_and_record(update_fields=EXPIRY_COLUMNS)

    def _publish_if_complete(self) -> None:
        if missing := self.missing_fields():
            raise StatusChangeRefused(f"It can’t be published yet. {missing[0].message}")
        self.publish()

    def _why_not(self, status: str) -> str:
        labels = dict(self.Status.choices)
        if self.is_removed:
            return REMOVED
        if status not in labels:
            return "There is no such status."
        if self.is_draft:
            return "A draft has to be published first."
        old, new = labels[self.status_today].lower(), labels[status].lower()
        return f"A listing that is {old} can’t become {new}."
