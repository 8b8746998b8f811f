import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from accounts.images.reencoding import MAX_BYTES, MAX_SIDE
from accounts.models import User
from chat.actions import attachments, inquiry_limits
from chat.models import Attachment, Conversation, Message


@dataclass(frozen=True)
class Composer:
    """The form below a conversation, as its page shows it: empty, or with an unsent message and the
    error that refused it. `reply_to` is the id of the message that it replies to, `files` are the
    ids of uploads."""

    conversation: Conversation
    user: User
    reply_to: int | None = None
    body: str = ""
    error: str = ""
    files: Iterable[uuid.UUID] = ()
    nonce: uuid.UUID = field(default_factory=uuid.uuid4)

    max_length = Message.MAX_LENGTH
    max_unanswered_messages = inquiry_limits.MAX_UNANSWERED_MESSAGES
    accept = attachments.ACCEPT
    max_files = Attachment.MAX_PER_MESSAGE
    max_photo_bytes = MAX_BYTES
    max_pdf_bytes = attachments.MAX_PDF_BYTES
    max_photo_side = MAX_SIDE

    @cached_property
    def messages_left(self) -> int | None:
        """How many messages the user may send until the other side writes; None without a limit."""
        return inquiry_limits.messages_left(self.conversation, self.user)

    @cached_property
    def quoted(self) -> Message | None:
        if self.reply_to is None:
            return None
        readable = self.conversation.messages.readable_by(self.user).for_frames()
        return readable.filter(pk=self.reply_to).first()

    @cached_property
    def unsent_files(self) -> list[Attachment]:
        unsent = Attachment.objects.unsent_by(self.user).filter(conversation=self.conversation)
        return list(unsent.filter(pk__in=self.files))
