from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import User
from chat.querysets.conversation import ConversationQuerySet

if TYPE_CHECKING:
    from chat.models.membership import Participant

# Shown instead of the name of somebody who left or deleted their account.
FORMER_PARTICIPANT = "Someone who left"


class Conversation(models.Model):
    name = models.CharField(max_length=80, blank=True)
    listing = models.ForeignKey(
        "listings.Listing", on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    participants: models.ManyToManyField[User, Participant] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Participant", related_name="conversations"
    )
    # Whether both sides of an inquiry have written; see `shares_activity`.
    answered = models.BooleanField(default=False, db_default=False, editable=False)
    seq = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    participants_version = models.PositiveBigIntegerField(default=0, db_column="roster")
    created_at = models.DateTimeField(auto_now_add=True)
    # When the last message was sent; the inbox is in this order.
    active_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = ConversationQuerySet.as_manager()

    # Set by `for_inbox`.
    unread: int
    muted: bool
    last_body: str | None
    last_sender: int | None
    last_name: str | None
    last_deleted: datetime | None
    last_kind: str | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "started_by"], name="one_enquiry_a_seeker_and_listing"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("chat:conversation", args=[self.pk])

    @property
    def is_inquiry(self) -> bool:
        """Whether this is a seeker's conversation with a lister about a listing, which may be
        deleted. Only conversations among roommates have a name."""
        return not self.name

    @property
    def shares_activity(self) -> bool:
        """Whether participants see each other's presence, typing and read receipts: roommates do,
        the two sides of an inquiry once both have written."""
        return self.answered or not self.is_inquiry

    @property
    def host(self) -> Participant | None:
        """The participant who may remove others: the one who joined first, so the starter until
        they leave. None in an empty conversation."""
        return self.participations.longest_first().first()

    def others(self, user: User) -> list[User]:
        """All participants but `user`. No query if the participants are prefetched."""
        return [person for person in self.participants.all() if person.pk != user.pk]

    def title_for(self, user: User) -> str:
        """The title that a user sees: the name, or the names of the others."""
        return self.name or ", ".join(map(str, self.others(user))) or FORMER_PARTICIPANT
