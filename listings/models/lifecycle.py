"""In which state an offer is, and which state may follow which."""

from datetime import date

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from listings.models.completeness import is_past
from listings.models.expiry import COLUMNS

OPEN = ("published", "pending")  # one may ask for it
HIDDEN = ("draft", "removed")  # only its lister and staff see it

# Who changes their mind may go back; only time makes an offer expire.
FOLLOWS = {
    "draft": ("published",),
    "published": ("pending", "taken", "draft"),
    "pending": ("published", "taken", "draft"),
    "taken": ("published", "draft"),
    "expired": ("published", "taken", "draft"),
    "removed": (),  # only staff restore it
}
REMOVED = "Our team removed this listing, so you can't change its status."


# The button that leads there, by (from, to); else by where it leads.
LABELS = {
    ("draft", "published"): "Publish",
    ("expired", "published"): "Bring it back",
    ("pending", "pending"): "Still pending",
    "published": "Still available",
    "pending": "Mark as pending",
    "taken": "Mark as taken",
    "draft": "Back to draft",
}


def status_of(status: str, last_day: date | None) -> str:
    """`status`, but what is over has expired at once, and not when `expire_listings` comes by."""
    return "expired" if status in OPEN and is_past(last_day) else status


def in_database() -> Case:
    """The same of each row."""
    return Case(When(is_over(), status__in=OPEN, then=Value("expired")), default=F("status"))


def is_over() -> Q:
    return Q(available_until__lt=timezone.localdate())


def lasts(prefix="") -> Q:
    """Whether its last day, if it has one, isn't past."""
    until = f"{prefix}available_until"
    return Q(**{until: None}) | Q(**{f"{until}__gte": timezone.localdate()})


class Refused(Exception):
    """A change of state that makes no sense now; its text is a sentence for the lister."""


class Lifecycle:
    """Mixed into Listing."""

    def change_status(self, status: str):
        """Go to `status` and save; to go where it is says that it still stands. Raises Refused
        where that can't follow or something lacks."""
        if status == self.status_today:
            self._confirm_status()
        elif status not in FOLLOWS[self.status_today]:
            raise Refused(self._why_not(status))
        elif status == self.Status.PUBLISHED:
            self._publish_complete()
        else:
            self.status = status
            self.affirm()
            self.save(update_fields=["status", *COLUMNS])

    def changes(self) -> list[dict]:
        """What its lister may do about its state now: {"status", "label", "is_next"}, where the
        last is what it waits for."""
        confirmed = (self.status_today,) if self.can_be_confirmed else ()
        return [
            {
                "status": status,
                "label": LABELS.get((self.status_today, status)) or LABELS[status],
                "is_next": status == (self.status_today if self.is_waiting else self._comes_after),
            }
            for status in (*confirmed, *FOLLOWS[self.status_today])
        ]

    @property
    def _comes_after(self) -> str:
        return "published" if self.status_today in ("draft", "expired") else ""

    def publish(self):
        """Put it in front of everyone, complete or not: `change_status` asks first."""
        self.status = self.Status.PUBLISHED
        self.published_at = self.published_at or timezone.now()
        self.affirm()
        self.save()

    @property
    def status_today(self) -> str:
        """How it stands today, which is what everyone sees: see `status_of`."""
        return status_of(self.status, self.available_until)

    @property
    def status_label(self) -> str:
        return self.Status(self.status_today).label

    @property
    def is_open(self) -> bool:
        """Whether one may still ask for it."""
        return self.status_today in OPEN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_removed(self) -> bool:
        return self.status == self.Status.REMOVED

    @property
    def is_hidden(self) -> bool:
        return self.status in HIDDEN

    @property
    def public_status(self) -> str:
        """The status that pages and frames name: for the public, removed is like any draft."""
        return "draft" if self.is_hidden else self.status_today

    def remove(self, reason: str) -> None:
        """Hide it from everyone until staff restore it; `reason` is a sentence for its lister."""
        if not self.is_removed:
            self.status_before_removal = self.status
        self.status, self.removal_reason = self.Status.REMOVED, reason
        self.save(update_fields=["status", "removal_reason", "status_before_removal"])

    def restore(self) -> None:
        """Put it back as it was before staff removed it."""
        if not self.is_removed:
            return
        self.status = self.status_before_removal or self.Status.DRAFT
        self.removal_reason = self.status_before_removal = ""
        if self.is_open:  # or it would expire at once: nobody confirmed it while it was removed
            self.affirm()
        fields = ["status", "removal_reason", "status_before_removal"]
        self.save(update_fields=[*fields, *COLUMNS])

    def _confirm_status(self):
        if self.is_open:
            self.affirm()
            self.save(update_fields=COLUMNS)

    def _publish_complete(self):
        if gaps := self.missing():
            raise Refused(f"It can't be published yet. {gaps[0].sentence}")
        self.publish()

    def _why_not(self, status: str) -> str:
        names = dict(self.Status.choices)
        if self.is_removed:
            return REMOVED
        if status not in names:
            return "There is no such state."
        if self.is_draft:
            return "A draft has to be published first."
        here, there = names[self.status_today].lower(), names[status].lower()
        return f"A listing that is {here} can't become {there}."
