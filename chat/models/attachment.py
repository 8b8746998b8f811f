import re
import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse

from chat.models.conversation import Conversation
from chat.models.message import Message
from chat.querysets.attachment import AttachmentQuerySet


class Attachment(models.Model):
    """A photo or a PDF of a message. Until it is sent, only its uploader has access to it."""

    MAX_PER_MESSAGE = 10

    class Kind(models.TextChoices):
        IMAGE = "image", "Photo"
        PDF = "pdf", "PDF"

    # Random, as the files' names are, so that nobody can guess another file's address.
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
    width = models.PositiveIntegerField(null=True)  # pixels, of a photo
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

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chat:attachment", args=[self.conversation_id, self.pk])

    @property
    def content_type(self) -> str:
        return "image/webp" if self.kind == self.Kind.IMAGE else "application/pdf"

    @property
    def download_name(self) -> str:
        """Its name with the extension of the stored file: browsers go by that."""
        extension = ".webp" if self.kind == self.Kind.IMAGE else ".pdf"
        return re.sub(r"\.\w{1,5}$", "", self.name) + extension

    @property
    def preview_url(self) -> str | None:
        return f"{self.get_absolute_url()}?preview" if self.kind == self.Kind.IMAGE else None

    @property
    def display_size(self) -> tuple[int, int]:
        """(width, height) of a photo in a conversation, in CSS pixels.
        static/js/messages/attachments.js has the same rule."""
        if not self.width or not self.height:
            return 0, 0
        scale = min(1, 320 / self.width, 288 / self.height)
        return max(1, int(self.width * scale + 0.5)), max(1, int(self.height * scale + 0.5))

    @property
    def size_label(self) -> str:
        """`240 KB` or `1.2 MB`. static/js/format/file-size.js has the same rule."""
        if self.size < 1024 * 1024:
            return f"{max(1, int(self.size / 1024 + 0.5))} KB"
        return f"{int(self.size / 1024 / 1024 * 10 + 0.5) / 10} MB"

    def delete_files(self) -> None:
        for file in filter(None, (self.file, self.preview)):
            file.storage.delete(file.name)


@receiver(post_delete, sender=Attachment)
def delete_files_with_row(sender: type[Attachment], instance: Attachment, **kwargs: Any) -> None:
    """A receiver, because rows are also deleted with their message and their conversation. After
    the commit, because a rollback must leave the files in place."""
    transaction.on_commit(instance.delete_files, robust=True)
