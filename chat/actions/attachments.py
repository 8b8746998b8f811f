"""Stores uploads for messages and assigns them to a message: the only module that does either."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.images.decoder import MEGABYTE
from accounts.images.decoder.copies import Copy
from accounts.images.reencoding import ACCEPT as PHOTOS
from accounts.images.reencoding import MAX_SIDE, prepare_copies
from accounts.models import User
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import CHAT_FILES, CHAT_FILES_PER_DAY
from chat.errors import (
    ChatError,
    Invalid,
    NotFound,
    RateLimited,
    Unavailable,
    conversation_not_found,
)
from chat.models import Attachment, Conversation, Message, Participant

MAX_PDF_MEGABYTES = 10
MAX_PDF_BYTES = MAX_PDF_MEGABYTES * MEGABYTE
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
PREVIEW_SIDE = 720  # pixels: the size in a conversation on a high-resolution screen
ABANDONED_AFTER = timedelta(days=1)
DELETION_BATCH = 50
ACCEPT = f"{PHOTOS},application/pdf"


def add(user: User, conversation_id: int, upload: File[bytes]) -> Attachment:
    """Store a file, which the user can then send with a message in this conversation.

    Photos are re-encoded from their pixels. Raises a ChatError.
    """
    if not Conversation.objects.for_user(user).filter(pk=conversation_id).exists():
        raise conversation_not_found()
    _take_from_limits(user)
    # Each upload also deletes some abandoned ones.
    _delete_some_abandoned()
    attachment = Attachment(
        conversation_id=conversation_id, uploaded_by=user, name=_display_name(upload.name)
    )
    stored = False
    try:
        _store_file(attachment, upload)
        with transaction.atomic():
            # The user may have left, or the conversation may be deleted, in the meantime.
            Participant.objects.lock(user, conversation_id)
            attachment.save()
        stored = True
    finally:
        if not stored:
            attachment.delete_files()
    return attachment


def lock_uploads(
    user: User, conversation_id: int, ids: Iterable[uuid.UUID], used: Collection[uuid.UUID]
) -> list[Attachment]:
    """Lock and return the user's unsent uploads with these ids, in this order. Raises Invalid if
    one doesn't exist, isn't theirs, or is among the `used`."""
    ids = list(dict.fromkeys(ids))
    unsent = Attachment.objects.unsent_by(user).filter(conversation=conversation_id, pk__in=ids)
    found = {attachment.pk: attachment for attachment in unsent.select_for_update()}
    if any(pk not in found or pk in used for pk in ids):
        raise Invalid("A file of this message is no longer there. Attach it again.")
    return [found[pk] for pk in ids]


def assign_to_messages(messages: Iterable[Message]) -> None:
    """Write on the `files` of stored messages, which `lock_uploads` has locked, to which message
    they belong."""
    for message in messages:
        for position, attachment in enumerate(message.files):
            attachment.message, attachment.position = message, position
    files = [attachment for message in messages for attachment in message.files]
    Attachment.objects.bulk_update(files, ["message", "position"])


def discard(user: User, conversation_id: int, pk: uuid.UUID) -> None:
    """Delete an unsent upload. Raises NotFound if there is none, for example because it has been
    sent meanwhile."""
    unsent = Attachment.objects.unsent_by(user).filter(conversation=conversation_id, pk=pk)
    with transaction.atomic():
        attachment = unsent.select_for_update().first()
        if attachment is None:
            raise NotFound("There is no such file.")
        attachment.delete()


def delete_abandoned() -> int:
    """Delete every upload that was never sent and is older than a day. Returns how many."""
    total = 0
    while deleted := _delete_some_abandoned():
        total += deleted
    return total


def _take_from_limits(user: User) -> None:
    """Count an upload. Discarding it later gives nothing back. Raises RateLimited."""
    try:
        for limit in (CHAT_FILES, CHAT_FILES_PER_DAY):
            take_all(*buckets_of_account(limit, user))
    except LimitReached as error:
        raise RateLimited(error.detail, error.retry_after) from error


def _delete_some_abandoned() -> int:
    abandoned = Attachment.objects.abandoned(timezone.now() - ABANDONED_AFTER)
    with transaction.atomic():
        # Skip rows that another process is deleting or a message is taking.
        rows = abandoned.select_for_update(skip_locked=True).values_list("pk", flat=True)
        _, deleted = Attachment.objects.filter(pk__in=list(rows[:DELETION_BATCH])).delete()
        return deleted.get(Attachment._meta.label, 0)


def _store_file(attachment: Attachment, upload: File[bytes]) -> None:
    """Store a PDF or a photo. The content decides which it is, not the name."""
    if not upload.size:
        raise Invalid("This file is empty.")
    upload.seek(0)
    is_pdf = upload.read(len(PDF_START)) == PDF_START
    try:
        (_store_pdf if is_pdf else _store_photo)(attachment, upload)
    except ValidationError as error:
        raise _as_chat_error(error) from error


def _store_pdf(attachment: Attachment, upload: File[bytes]) -> None:
    size = upload.size or 0
    if size > MAX_PDF_BYTES:
        raise Invalid(f"This PDF is too large. The limit is {MAX_PDF_MEGABYTES} MB.")
    upload.seek(max(0, size - 1024))
    if PDF_END not in upload.read():
        raise Invalid("This PDF is damaged or incomplete. Try to export it again.")
    upload.seek(0)
    attachment.kind, attachment.size = Attachment.Kind.PDF, size
    attachment.file.save(f"{uuid.uuid4().hex}.pdf", upload, save=False)


def _store_photo(attachment: Attachment, upload: File[bytes]) -> None:
    copies = (Copy(MAX_SIDE, MAX_SIDE), Copy(PREVIEW_SIDE, PREVIEW_SIDE))
    large, small = prepare_copies(upload, *copies)
    attachment.width, attachment.height = large.width, large.height
    attachment.kind, attachment.size = Attachment.Kind.IMAGE, large.size
    attachment.file.save(large.name, large, save=False)
    attachment.preview.save(small.name, small, save=False)


def _as_chat_error(error: ValidationError) -> ChatError:
    if error.code == "busy":
        return Unavailable(error.messages[0])
    if error.code == "unreadable":
        return Invalid("You can send photos (JPEG, PNG or WebP) and PDFs.")
    return Invalid(error.messages[0])


def _display_name(name: str | None) -> str:
    """A file name that is safe to show: one line, no folder, no control of text direction."""
    last = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, dot, extension = shown.rpartition(".")
    longest = 120 - len(dot + extension)
    return f"{stem[:longest]}{dot}{extension}" if longest > 20 and stem else shown[:120] or "file"
