import re
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse

from chat.models.conversation import Conversation
from chat.models.message import Message
from chat.querysets.attachment import AttachmentQuerySet


class Attachment(models.Model):
    """A photo or a PDF of a message. Until a message takes it, it waits, for its uploader alone."""

    MOST = 10  # in a message

    class Kind(models.TextChoices):
        IMAGE = "image", "Photo"
        PDF = "pdf", "PDF"

    # Drawn at random, as the files' names are: nobody can count on to the next one.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    preview = models.FileField(upload_to="attachments/%Y/%m/", blank=True)
    size = models.PositiveIntegerField()  # bytes
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["uploaded_by", "uploaded_at"]),
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(message=None),
                name="chat_attachment_waiting",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("chat:attachment", args=[self.conversation_id, self.pk])

    @property
    def content_type(self) -> str:
        return "image/webp" if self.kind == self.Kind.IMAGE else "application/pdf"

    @property
    def saved_as(self) -> str:
        """The name that it is saved under: a browser goes by its ending."""
        ending = ".webp" if self.kind == self.Kind.IMAGE else ".pdf"
        return re.sub(r"\.\w{1,5}$", "", self.name) + ending

    @property
    def preview_url(self) -> str | None:
        return f"{self.get_absolute_url()}?preview" if self.kind == self.Kind.IMAGE else None

    @property
    def shown_size(self) -> tuple[int, int]:
        """(width, height) in CSS pixels of a picture in the talk. static/js/messages/attachments.js
        keeps the same rule."""
        scale = min(1, 320 / self.width, 288 / self.height)
        return max(1, int(self.width * scale + 0.5)), max(1, int(self.height * scale + 0.5))

    @property
    def size_shown(self) -> str:
        """`240 KB` or `1.2 MB`; static/js/messages/attachments.js keeps this rule, too."""
        if self.size < 1024 * 1024:
            return f"{max(1, int(self.size / 1024 + 0.5))} KB"
        return f"{int(self.size / 1024 / 1024 * 10 + 0.5) / 10} MB"

    def remove_files(self):
        for file in filter(None, (self.file, self.preview)):
            file.storage.delete(file.name)


@receiver(post_delete, sender=Attachment)
def remove_files_with_row(sender, instance, **kwargs):
    """A signal, because it also goes with its message and its conversation. After the commit: what
    is rolled back still has its files."""
    transaction.on_commit(instance.remove_files, robust=True)
