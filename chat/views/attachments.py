"""Files in and out. What goes out is asked for anew each time: who was removed a second ago finds
nothing, and neither does who has somebody else's address of a file."""

from functools import wraps

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.db.models import BigIntegerField
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST
from django.views.static import serve

from accounts.authentication.login_redirects import login_required
from accounts.images.reencoding import MEGABYTE, MOST_BYTES
from chat.actions import attachments
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Attachment
from chat.protocol.message import file_of
from chat.views.error_responses import error_response

MOST = MOST_BYTES + MEGABYTE
TOO_HEAVY = f"This is too large. A photo may have {MOST_BYTES // MEGABYTE} MB, a PDF 10 MB."
LINK_LIVES = 300  # seconds
# Nothing in a file acts where it is shown, should a browser take it for a page after all.
INERT = "default-src 'none'; sandbox"


def refuse_early(view):
    """Look at a request's size before anything, the CSRF check too, reads its body."""

    @csrf_exempt
    @wraps(view)
    def look_first(request, pk):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
            return JsonResponse({"code": "invalid", "detail": TOO_HEAVY}, status=413)
        return csrf_protect(view)(request, pk)

    return look_first


@refuse_early
@login_required
@require_POST
def upload(request, pk):
    """Take one `file`; it waits for a message of whoever sent it."""
    try:
        if "file" not in request.FILES:
            raise Invalid("Choose a file first.")
        attachment = attachments.add(request.user, pk, request.FILES["file"])
    except ChatError as error:
        return error_response(error)
    body = msgspec.json.encode(file_of(attachment))
    return HttpResponse(body, content_type="application/json", status=201)


@login_required
@require_http_methods(["GET", "HEAD", "DELETE"])
def attachment(request, pk, file):
    """The file, or with `?preview` the smaller copy of a picture. DELETE throws away what waits."""
    if pk > BigIntegerField.MAX_BIGINT:
        raise Http404("No database holds such a number.")
    if request.method == "DELETE":
        return _discard(request, pk, file)
    visible = Attachment.objects.visible_to(request.user)
    found = get_object_or_404(visible, conversation=pk, pk=file)
    small = "preview" in request.GET and found.preview
    answer = _deliver(request, found, found.preview if small else found.file)
    # Kept by nobody on the way, and by the browser only to be asked for anew.
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _discard(request, pk, file):
    try:
        attachments.discard(request.user, pk, file)
    except NotFound as error:
        return error_response(error)
    return HttpResponse(status=204)


def _deliver(request, attachment, file):
    if hasattr(file.storage, "signed_url"):
        return redirect(_link(attachment, file))
    answer = serve(request, file.name, settings.MEDIA_ROOT)
    # On our own origin a PDF is a download: what its viewer runs is none of our pages' business.
    is_pdf = attachment.kind == Attachment.Kind.PDF
    answer["Content-Type"] = attachment.content_type
    answer["Content-Disposition"] = content_disposition_header(is_pdf, attachment.download_name)
    answer["Content-Security-Policy"] = INERT
    return answer


def _link(attachment, file) -> str:
    """A link into the bucket, which is another origin, for a few minutes. For most of them it stays
    the same, so that a browser can use what it has fetched."""

    def sign():
        return file.storage.signed_url(
            file.name,
            LINK_LIVES,
            ResponseContentType=attachment.content_type,
            ResponseContentDisposition=content_disposition_header(False, attachment.download_name),
            ResponseCacheControl=f"private, max-age={LINK_LIVES}",
        )

    return cache.get_or_set(f"link.{file.name}", sign, LINK_LIVES // 2)
