from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.model_fields import AddressField
from chat.models.conversation import Conversation
from chat.querysets.membership import InvitationQuerySet, ParticipantQuerySet


class Participant(models.Model):
    """A person in a conversation. `read_seq` is the place of the last message that they read,
    `mailed_seq` of the last that an email has told of, or that wasn't to be told."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    read_seq = models.PositiveBigIntegerField(default=0)
    mailed_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    # Muted, it counts nowhere and sends no mail; it is still there to be read.
    muted = models.BooleanField(default=False, db_default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_place_a_person"),
        ]

    def __str__(self):
        return f"{self.user} in {self.conversation}"


class Invitation(models.Model):
    """Kept by address, not by person: the inviter never learns who has an account. Declined, it
    goes on looking open to the others; withdrawn, it is gone for everyone."""

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

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "email"], name="invited_once"),
        ]

    def __str__(self):
        return f"{self.email} to {self.conversation}"

    def shows_to(self, place, host) -> bool:
        """Whether who has that place in the conversation sees the address, and may take it back:
        who invited it, and the host."""
        return place == host or place.user_id == self.invited_by_id


class Removal(models.Model):
    """A person was removed: what invited them before lets them in no more, at whichever address."""

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

    def __str__(self):
        return f"{self.user} removed from {self.conversation}"
