"""The chat's part of a user's data export: their conversations and their own messages."""

from typing import Any

from django.db.models import Prefetch
from django.dispatch import receiver

from accounts.data_export import export_requested
from accounts.models import User
from chat.models import Attachment, Message


@receiver(export_requested)
def export_messages(user: User, **kwargs: Any) -> dict[str, Any]:
    messages = Message.objects.filter(sender=user, deleted_at=None).order_by("pk")
    messages = messages.prefetch_related(
        Prefetch("attachments", Attachment.objects.all(), to_attr="files")
    )
    participations = user.participations.select_related("conversation").order_by("pk")
    return {
        "conversations": [
            {"id": row.conversation_id, "name": row.conversation.name, "since": row.joined_at}
            for row in participations
        ],
        "messages": [_message(message) for message in messages.iterator(chunk_size=2000)],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "conversation": message.conversation_id,
        "sent_at": message.sent_at,
        "edited_at": message.edited_at,
        "body": message.body,
        "files": [{"name": file.name, "file": file.get_absolute_url()} for file in message.files],
    }
