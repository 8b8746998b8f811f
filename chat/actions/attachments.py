"""Files on their way into a message: the only place that stores one, and that hands it over."""

import re
import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.images.decoder.copies import Copy
from accounts.images.reencoding import ACCEPT as PICTURES
from accounts.images.reencoding import LONGEST, MEGABYTE, prepare_copies
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import CHAT_FILES, CHAT_FILES_A_DAY
from chat.errors import (
    ChatError,
    Invalid,
    NotFound,
    RateLimited,
    Unavailable,
    conversation_not_found,
)
from chat.models import Attachment, Conversation

MOST_PDF_BYTES = 10 * MEGABYTE
PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
PREVIEW = 720  # pixels: what a talk shows, on a sharp screen
WAITS = timedelta(days=1)
CLEARED_AT_ONCE = 50
ACCEPT = f"{PICTURES},application/pdf"


def add(user, conversation_id: int, upload) -> Attachment:
    """Store a file, which then waits for a message of this person in this conversation.

    Of a picture, what is kept is made anew from its pixels. Raises a ChatError in words for who
    sent it.
    """
    if not Conversation.objects.for_user(user).filter(pk=conversation_id).exists():
        raise conversation_not_found()
    _take_from_limits(user)
    # Each upload also deletes some abandoned ones.
    _delete_some_abandoned()
    attachment = Attachment(
        conversation_id=conversation_id, uploaded_by=user, name=_name(upload.name)
    )
    stored = False
    try:
        _fill(attachment, upload)
        attachment.save()
        stored = True
    finally:
        if not stored:
            attachment.delete_files()
    return attachment


def hold(draft, taken) -> list[Attachment]:
    """The files of a draft in their order, held until they are handed over. Raises Invalid where
    one isn't there, isn't its sender's, or is `taken`."""
    waiting = Attachment.objects.unsent_by(draft.sender).filter(
        conversation=draft.conversation, pk__in=draft.files
    )
    found = {attachment.pk: attachment for attachment in waiting.select_for_update()}
    files = [found.get(pk) for pk in dict.fromkeys(draft.files)]
    if None in files or not taken.isdisjoint(found):
        raise Invalid("A file of this message isn't there any more. Attach it again.")
    return files


def hand_over(messages):
    """Give stored messages the files that were held for them."""
    for message in messages:
        for position, attachment in enumerate(message.files):
            attachment.message, attachment.position = message, position
    files = [attachment for message in messages for attachment in message.files]
    Attachment.objects.bulk_update(files, ["message", "position"])


def discard(user, conversation_id: int, pk):
    """Throw a waiting upload away. Raises NotFound where none waits, so that what a message has
    just taken stays."""
    waiting = Attachment.objects.unsent_by(user).filter(conversation=conversation_id, pk=pk)
    with transaction.atomic():
        attachment = waiting.select_for_update().first()
        if attachment is None:
            raise NotFound("There is no such file.")
        attachment.delete()


def _take_from_limits(user):
    """Count an upload. The limits don't count rows, so discarding an upload gives nothing back."""
    try:
        for limit in (CHAT_FILES, CHAT_FILES_A_DAY):
            take_all(*buckets_of_account(limit, user))
    except LimitReached as error:
        raise RateLimited(error.detail, error.retry_after) from error


def delete_abandoned() -> int:
    """Delete every upload that was never sent and is older than a day. Returns how many."""
    total = 0
    while deleted := _delete_some_abandoned():
        total += deleted
    return total


def _delete_some_abandoned() -> int:
    abandoned = Attachment.objects.abandoned(timezone.now() - WAITS)
    with transaction.atomic():
        # Skip rows that another process is deleting or a message is taking.
        rows = abandoned.select_for_update(skip_locked=True).values_list("pk", flat=True)
        _, deleted = Attachment.objects.filter(pk__in=list(rows[:CLEARED_AT_ONCE])).delete()
        return deleted.get(Attachment._meta.label, 0)


def _fill(attachment, upload):
    """Store what an upload is by its content, whatever it is called."""
    if not upload.size:
        raise Invalid("This file is empty.")
    upload.seek(0)
    is_pdf = upload.read(len(PDF_BEGINS)) == PDF_BEGINS
    try:
        (_fill_with_pdf if is_pdf else _fill_with_picture)(attachment, upload)
    except ValidationError as error:
        raise _refusal(error) from error


def _fill_with_pdf(attachment, upload):
    if upload.size > MOST_PDF_BYTES:
        raise Invalid(f"This PDF is too large: the most is {MOST_PDF_BYTES // MEGABYTE} MB.")
    upload.seek(max(0, upload.size - 1024))
    if PDF_ENDS not in upload.read():
        raise Invalid("This PDF is damaged or incomplete: export it again.")
    upload.seek(0)
    attachment.kind, attachment.size = Attachment.Kind.PDF, upload.size
    attachment.file.save(f"{uuid.uuid4().hex}.pdf", upload, save=False)


def _fill_with_picture(attachment, upload):
    sizes = (Copy(LONGEST, LONGEST), Copy(PREVIEW, PREVIEW))
    large, small = prepare_copies(upload, *sizes)
    attachment.width, attachment.height = large.width, large.height
    attachment.kind, attachment.size = Attachment.Kind.IMAGE, large.size
    attachment.file.save(large.name, large, save=False)
    attachment.preview.save(small.name, small, save=False)


def _refusal(error: ValidationError) -> ChatError:
    if error.code == "busy":
        return Unavailable(error.message)
    if error.code == "unreadable":
        return Invalid("Only photos (JPEG, PNG, WebP) and PDFs can be sent.")
    return Invalid(error.message)


def _name(name: str | None) -> str:
    """A file's name as people see it: one line, no folder, nothing that turns the text around."""
    last = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    longest = 120 - len(dot + ending)
    return f"{stem[:longest]}{dot}{ending}" if longest > 20 and stem else shown[:120] or "file"
