from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.model_fields import AddressField
from chat.models.conversation import Conversation
from chat.querysets.membership import InvitationQuerySet, ParticipantQuerySet


class Participant(models.Model):
    """A user in a conversation. `read_seq` is the `seq` of the last message that they have read.
    Messages up to `emailed_seq` need no email: one was sent, or the user wanted none."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    read_seq = models.PositiveBigIntegerField(default=0)
    emailed_seq = models.PositiveBigIntegerField(default=0, db_default=0, db_column="mailed_seq")
    # A muted conversation adds to no unread count and sends no email.
    muted = models.BooleanField(default=False, db_default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_place_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.conversation}"


class Invitation(models.Model):
    """Stored by email address, not by user: the inviter never learns which addresses have an
    account. A declined invitation still looks open to the others; a withdrawn one is hidden from
    everyone.

    `email_due_at` is when its email is to be sent, until it was or nobody needs it. A run that is
    about to send it postpones it, so that no other run sends it, too."""

    class State(models.TextChoices):
        OPEN = "open"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = AddressField(db_index=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN
    )
    email_due_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "email"], name="invited_once"),
        ]
        indexes = [
            models.Index(
                fields=["email_due_at"],
                name="invitation_email_due",
                condition=models.Q(email_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.conversation}"

    def may_be_withdrawn_by(self, participant: Participant, host: Participant | None) -> bool:
        """Whether a participant sees the address and may withdraw the invitation: the inviter and
        the host may."""
        return participant == host or participant.user_id == self.invited_by_id


class Removal(models.Model):
    """A user was removed from a conversation: earlier invitations to any of their addresses no
    longer let them join."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="removals"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_removal_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} removed from {self.conversation}"
