"""Reads the form that sends a message."""

import uuid

from django.http import HttpRequest

from accounts.request_types import AuthenticatedRequest
from chat.actions import attachments
from chat.errors import ChatError, Invalid
from chat.models import Attachment

TOO_MANY_FILES = f"A message can have at most {Attachment.MAX_PER_MESSAGE} files."


def nonce_and_body(request: HttpRequest, *, from_script: bool) -> tuple[uuid.UUID, str]:
    """Raises Invalid."""
    nonce = _uuid(request.POST.get("nonce", ""), "The nonce must be a UUID.")
    body = request.POST.get("body", "")
    # Browsers submit line breaks as CRLF. Scripts send the body as it is.
    return nonce, body if from_script else body.replace("\r\n", "\n")


def add_files(request: AuthenticatedRequest, pk: int, files: list[uuid.UUID]) -> None:
    """Store the form's new files. Appends the ids of its earlier uploads and of these to `files`.
    Raises a ChatError; `files` then has those before the one that was refused."""
    uploaded = request.POST.getlist("attachments")
    files += [_uuid(text, "The id of an upload must be a UUID.") for text in uploaded]
    new = request.FILES.getlist("files")
    if len(files) + len(new) > Attachment.MAX_PER_MESSAGE:
        raise Invalid(TOO_MANY_FILES)
    for file in new:
        try:
            files.append(attachments.add(request.user, pk, file).pk)
        except ChatError as error:
            error.detail = f"{file.name}: {error.detail}"
            raise


def _uuid(text: str, detail: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Invalid(detail) from error
