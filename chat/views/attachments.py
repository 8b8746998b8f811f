"""Uploads and downloads of attachments. Every download checks that the user is a participant, so a
removed one loses access, and knowing the URL isn't enough."""

import uuid
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST
from django.views.static import serve

from accounts.authentication.login_redirects import login_required
from accounts.images.decoder import MEGABYTE
from accounts.images.reencoding import MAX_BYTES
from accounts.images.upload_checks import refuse_early
from accounts.request_types import AuthenticatedRequest
from chat.actions import attachments
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Attachment
from chat.protocol.message import file_of
from chat.views.parameters import MAX_ID
from chat.views.responses import error_response, json_response

MAX_REQUEST_BYTES = MAX_BYTES + MEGABYTE
TOO_LARGE = (
    f"This file is too large. The limit is {MAX_BYTES // MEGABYTE} MB for a photo and "
    f"{attachments.MAX_PDF_MEGABYTES} MB for a PDF."
)
LINK_LIFETIME = 300  # seconds
# If a browser shows a file as a page, nothing in it runs.
INERT = "default-src 'none'; sandbox"


def _refuse_large(request: HttpRequest, pk: int) -> HttpResponse:
    return json_response({"code": "invalid", "detail": TOO_LARGE}, status=413)


@refuse_early(lambda request: MAX_REQUEST_BYTES, _refuse_large)
@login_required
@require_POST
def upload(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Store one `file`, which the user can then send in a message."""
    try:
        files = request.FILES.getlist("file")
        if not files:
            raise Invalid("Choose a file first.")
        attachment = attachments.add(request.user, pk, files[-1])
    except ChatError as error:
        return error_response(error)
    return json_response(file_of(attachment), status=201)


@login_required
@require_http_methods(["GET", "HEAD", "DELETE"])
def attachment(request: AuthenticatedRequest, pk: int, file: uuid.UUID) -> HttpResponseBase:
    """The file, or with `?preview` the smaller copy of a photo. DELETE deletes an unsent file."""
    if pk > MAX_ID:
        raise Http404("There is no such conversation.")
    if request.method == "DELETE":
        return _discard(request, pk, file)
    visible = Attachment.objects.visible_to(request.user)
    found = get_object_or_404(visible, conversation=pk, pk=file)
    is_preview = "preview" in request.GET and found.preview
    response = _download(request, found, found.preview if is_preview else found.file)
    # Not in shared caches; browsers must revalidate it each time.
    response["Cache-Control"] = "private, no-cache"
    return response


def _discard(request: AuthenticatedRequest, pk: int, file: uuid.UUID) -> HttpResponse:
    try:
        attachments.discard(request.user, pk, file)
    except NotFound as error:
        return error_response(error)
    return HttpResponse(status=204)


def _download(request: HttpRequest, attachment: Attachment, file: FieldFile) -> HttpResponseBase:
    if hasattr(file.storage, "signed_url"):
        return redirect(_signed_url(attachment, file))
    response = serve(request, file.name or "", str(settings.MEDIA_ROOT))
    # A PDF from our own origin is downloaded: its viewer may run scripts there.
    is_pdf = attachment.kind == Attachment.Kind.PDF
    response["Content-Type"] = attachment.content_type
    response["Content-Disposition"] = _disposition(attachment, as_attachment=is_pdf)
    response["Content-Security-Policy"] = INERT
    return response


def _signed_url(attachment: Attachment, file: FieldFile) -> str:
    """A link to the bucket, which is another origin, that works for LINK_LIFETIME. The same link is
    used for half of that time, so that browsers can use their cache."""
    storage: Any = file.storage

    def sign() -> Any:
        return storage.signed_url(
            file.name,
            LINK_LIFETIME,
            ResponseContentType=attachment.content_type,
            ResponseContentDisposition=_disposition(attachment, as_attachment=False),
            ResponseCacheControl=f"private, max-age={LINK_LIFETIME}",
        )

    return str(cache.get_or_set(f"link.{file.name}", sign, LINK_LIFETIME // 2))


def _disposition(attachment: Attachment, *, as_attachment: bool) -> str:
    return content_disposition_header(as_attachment, attachment.download_name) or "inline"
