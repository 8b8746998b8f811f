"""In which state an offer is, and which state may follow which."""

from django.utils import timezone

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
    ("expired", "published"): "Publish again",
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
        """Go to `status` and save. Raises Refused where that can't follow or something lacks."""
        if status == self.status:
            return
        if status not in FOLLOWS[self.status]:
            raise Refused(self._why_not(status))
        if status == self.Status.PUBLISHED:
            self._publish_complete()
        else:
            self.status = status
            self.save(update_fields=["status"])

    def changes(self) -> list[dict]:
        """What its lister may do about its state now: {"status", "label"}."""
        return [
            {"status": status, "label": LABELS.get((self.status, status)) or LABELS[status]}
            for status in FOLLOWS[self.status]
        ]

    def publish(self):
        """Put it in front of everyone, complete or not: `change_status` asks first."""
        self.status = self.Status.PUBLISHED
        self.published_at = self.published_at or timezone.now()
        self.save()

    @property
    def is_open(self) -> bool:
        """Whether one may still ask for it."""
        return self.status in (self.Status.PUBLISHED, self.Status.PENDING)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

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
