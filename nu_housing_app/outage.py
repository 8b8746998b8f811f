"""What a page says while the database, the bucket or the mail server is away: that it comes back,
not that it is broken."""

import logging

from botocore.exceptions import BotoCoreError, ClientError
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from psycopg2.errors import QueryCanceled

from accounts.mailing import MailAway

log = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
DETAIL = "Try again in a moment."


class OutageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not _is_away(error):
            return None
        log.warning("a page waits for what is away: %r", error)
        response = _answer(request, _page_for(error))
        response["Retry-After"] = RETRY_AFTER
        return response


def _is_away(error) -> bool:
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    return isinstance(error, (InterfaceError, OperationalError, BotoCoreError, MailAway))


def _page_for(error: Exception) -> str:
    if isinstance(error, MailAway):
        return "503_email.html"
    # The database answers, but canceled a statement that took too long.
    is_slow = isinstance(error.__cause__, QueryCanceled)
    return "503_busy.html" if is_slow else "503.html"


def _answer(request, template: str):
    if "application/json" in request.headers.get("Accept", ""):
        body = {"code": "unavailable", "detail": DETAIL, "retry_after": RETRY_AFTER}
        return JsonResponse(body, status=503)
    return HttpResponse(render_to_string(template), status=503)
