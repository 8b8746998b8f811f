from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from chat.models.conversation import FORMER_PARTICIPANT, Conversation
from chat.querysets.message import MessageQuerySet

if TYPE_CHECKING:
    from chat.models.attachment import Attachment


class Message(models.Model):
    MAX_LENGTH = 4000  # characters of `body`

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    seq = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    nonce = models.UUIDField(default=uuid.uuid4)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    # {emoji: [user ids]}: written under the conversation's lock, read with every message.
    reactions = models.JSONField(default=dict)
    # The listing that it links to first. The reference outlives the listing, so that the preview
    # can say that it is gone.
    listing = models.ForeignKey(
        "listings.Listing",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    # Set by the template tag `grouped`, and by message search.
    starts_day: bool
    starts_group: bool
    ends_group: bool
    is_first_unread: bool
    excerpt: list[tuple[str, bool]]

    class Meta:
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_a_place"),
            models.UniqueConstraint(fields=["sender", "nonce"], name="one_message_a_nonce"),
        ]
        indexes = [models.Index(fields=["conversation", "version"])]

    def __str__(self) -> str:
        return f"Message {self.seq} of conversation {self.conversation_id}"

    @cached_property
    def files(self) -> list[Attachment]:
        """Its attachments in their order; `for_frames` prefetches them."""
        return list(self.attachments.all())

    @property
    def sender_name(self) -> str:
        """The sender's name, or a substitute once their account is deleted."""
        return str(self.sender) if self.sender else FORMER_PARTICIPANT

    @property
    def summary(self) -> str:
        """The text, or the kind of its first attachment if it has none."""
        return self.body or (self.files[0].get_kind_display() if self.files else "")

    @property
    def visible_files(self) -> list[Attachment]:
        """The attachments that a page shows: none of an unsaved or deleted message."""
        return self.files if self.pk and not self.deleted_at else []


class Revision(models.Model):
    """The text of a message before an edit or its deletion. For moderators; sent to nobody."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message}, before"
