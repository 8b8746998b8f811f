"""What a form that sends a message brings along."""

import uuid
from functools import wraps

from django.core.exceptions import TooManyFilesSent
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from chat.actions import attachments
from chat.errors import ChatError, Invalid
from chat.models import Attachment

TOO_MANY = f"A message takes {Attachment.MAX_PER_MESSAGE} files."


def words_of(request, *, exactly: bool):
    """(nonce, body) of the form. Raises Invalid."""
    nonce = _uuid(request.POST.get("nonce", ""), "The nonce must be a UUID.")
    body = request.POST.get("body", "")
    # A browser's form sends line ends as CRLF, a script sends what it means.
    return nonce, body if exactly else body.replace("\r\n", "\n")


def attach(request, pk: int, files: list):
    """Add to `files` the ids of what the form sends along: what was uploaded before, then its new
    files. Raises a ChatError; what came before the file that is refused stays."""
    before = request.POST.getlist("attachments")
    files += [_uuid(text, "The name of an upload is a UUID.") for text in before]
    sent = request.FILES.getlist("files")
    if len(files) + len(sent) > Attachment.MAX_PER_MESSAGE:
        raise Invalid(TOO_MANY)
    for file in sent:
        try:
            files.append(attachments.add(request.user, pk, file).pk)
        except ChatError as error:
            error.detail = f"{file.name}: {error.detail}"
            raise


def count_files(otherwise):
    """Have a view answer a form with more files than can be read by
    `otherwise(request, pk, Invalid)`: that shows only when the CSRF check reads it."""

    def decorate(view):
        @csrf_exempt
        @wraps(view)
        def look_first(request, pk):
            try:
                return csrf_protect(view)(request, pk)
            except TooManyFilesSent:
                return otherwise(request, pk, Invalid(TOO_MANY))

        return look_first

    return decorate


def _uuid(text: str, otherwise: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Invalid(otherwise) from error
