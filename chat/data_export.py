"""What a person has said, for who asks what we hold about them. What others said is theirs."""

from django.db.models import Prefetch
from django.dispatch import receiver

from accounts.data_export import gathering
from chat.models import Attachment, Message


@receiver(gathering, dispatch_uid="what-they-said")
def what_they_said(person, **kwargs) -> dict:
    said = Message.objects.filter(sender=person, deleted_at=None).order_by("pk")
    said = said.prefetch_related(Prefetch("attachments", Attachment.objects.all(), to_attr="files"))
    places = person.participations.select_related("conversation").order_by("pk")
    return {
        "conversations": [
            {"id": place.conversation_id, "name": place.conversation.name, "since": place.joined_at}
            for place in places
        ],
        "messages": [_message(message) for message in said.iterator(chunk_size=2000)],
    }


def _message(message) -> dict:
    return {
        "conversation": message.conversation_id,
        "sent_at": message.sent_at,
        "edited_at": message.edited_at,
        "body": message.body,
        "files": [{"name": file.name, "file": file.get_absolute_url()} for file in message.files],
    }
