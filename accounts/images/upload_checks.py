"""Decorators for upload views. Both have to run before the CSRF check, which reads the request's
body.

All limits of uploads:

- the size of a request: here and in `nu_housing_app.server.http`
- the size of a photo: `accounts.images.reencoding`; of a PDF: `chat.actions.attachments`
- files per listing and message: `Photo.MAX_PER_LISTING`, `Attachment.MAX_PER_MESSAGE`
- uploads per account: `accounts.rate_limits.limits`
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

Response = Callable[[Any, int], HttpResponseBase]
View = TypeVar("View", bound=Response)


def refuse_early(
    max_bytes: Callable[[HttpRequest], int], too_large: Response
) -> Callable[[View], View]:
    """Answer a request that is larger than `max_bytes(request)` with `too_large(request, pk)`."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def check_size(request: HttpRequest, pk: int) -> Any:
            if int(request.META.get("CONTENT_LENGTH") or 0) > max_bytes(request):
                return too_large(request, pk)
            return csrf_protect(view)(request, pk)

        return cast("View", check_size)

    return decorate


def refuse_many_files(too_many: Response) -> Callable[[View], View]:
    """Answer a form with more files than Django reads with `too_many(request, pk)`."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def check_number(request: HttpRequest, pk: int) -> Any:
            try:
                return csrf_protect(view)(request, pk)
            except TooManyFilesSent:
                return too_many(request, pk)

        return cast("View", check_number)

    return decorate
