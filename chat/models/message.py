import uuid

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from chat.models.conversation import GONE, Conversation
from chat.querysets.message import MessageQuerySet


class Message(models.Model):
    LONGEST = 4000

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
    # The place that it links to. It goes on naming one that is deleted, whose card then says so.
    listing = models.ForeignKey(
        "listings.Listing",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_a_place"),
            models.UniqueConstraint(fields=["sender", "nonce"], name="one_message_a_nonce"),
        ]
        indexes = [models.Index(fields=["conversation", "version"])]

    def __str__(self):
        return f"Message {self.seq} of conversation {self.conversation_id}"

    @cached_property
    def files(self) -> list:
        """Its attachments in their order; `for_wire` brings them along."""
        return list(self.attachments.all())

    @property
    def sender_name(self) -> str:
        """Who said it, also when their account is deleted."""
        return str(self.sender) if self.sender else GONE

    @property
    def gist(self) -> str:
        """Its words; of one without any, what it is."""
        return self.body or (self.files[0].get_kind_display() if self.files else "")

    @property
    def shown_files(self) -> list:
        """What a page shows of them: nothing of a message that isn't sent or is deleted."""
        return self.files if self.pk and not self.deleted_at else []


class Revision(models.Model):
    """What a message said before it was edited or deleted: for moderators, and sent to nobody."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.message}, before"
