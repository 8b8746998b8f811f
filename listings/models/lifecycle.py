"""In which state an offer is, and which state may follow which."""

from django.utils import timezone

from listings.models.completeness import OVER
from listings.models.freshness import COLUMNS

OPEN = ("published", "pending")  # one may ask for it

# Who changes their mind may go back; only time makes an offer expire.
FOLLOWS = {
    "draft": ("published",),
    "published": ("pending", "taken", "draft"),
    "pending": ("published", "taken", "draft"),
    "taken": ("published", "draft"),
    "expired": ("published", "taken", "draft"),
}


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


class Refused(Exception):
    """A change of state that makes no sense now; its text is a sentence for the lister."""


class Lifecycle:
    """Mixed into Listing."""

    def change_status(self, status: str):
        """Go to `status` and save; to go where it is says that it still stands. Raises Refused
        where that can't follow or something lacks."""
        if status == self.status:
            self._confirm_status()
        elif status not in FOLLOWS[self.status]:
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
        confirmed = (self.status,) if self.can_be_confirmed else ()
        return [
            {
                "status": status,
                "label": LABELS.get((self.status, status)) or LABELS[status],
                "is_next": status == (self.status if self.is_waiting else self._comes_after),
            }
            for status in (*confirmed, *FOLLOWS[self.status])
        ]

    @property
    def _comes_after(self) -> str:
        return "published" if self.status in ("draft", "expired") else ""

    def publish(self):
        """Put it in front of everyone, complete or not: `change_status` asks first."""
        self.status = self.Status.PUBLISHED
        self.published_at = self.published_at or timezone.now()
        self.affirm()
        self.save()

    @property
    def is_open(self) -> bool:
        """Whether one may still ask for it."""
        return self.status in OPEN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    def _confirm_status(self):
        if self.is_open and self.is_over:
            raise Refused(OVER)
        if self.is_open:
            self.affirm()
            self.save(update_fields=COLUMNS)

    def _publish_complete(self):
        if gaps := self.missing():
            raise Refused(f"It can't be published yet. {gaps[0].sentence}")
        self.publish()

    def _why_not(self, status: str) -> str:
        names = dict(self.Status.choices)
        if status not in names:
            return "There is no such state."
        if self.is_draft:
            return "A draft has to be published first."
        return (
            f"A listing that is {names[self.status].lower()} can't become {names[status].lower()}."
        )
