"""Exception middleware: a 503 page while the database, the bucket or the mail server can't be
reached, and a 404 page when a view uses a row that was deleted meanwhile, say in another tab."""

import logging

from botocore.exceptions import BotoCoreError, ClientError
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import page_not_found
from psycopg2.errors import QueryCanceled

from accounts.authentication.login_redirects import log_in_and_return
from accounts.notifications.email_job import MailAway

log = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
DETAIL = "Try again in a moment."


class OutageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not _is_outage(error):
            return None
        log.warning("a view failed in an outage: %r", error)
        response = _unavailable(request, _template_for(error))
        response["Retry-After"] = RETRY_AFTER
        return response


def _is_outage(error) -> bool:
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    return isinstance(error, (InterfaceError, OperationalError, BotoCoreError, MailAway))


def _template_for(error: Exception) -> str:
    if isinstance(error, MailAway):
        return "503_email.html"
    # The database answers, but canceled a statement that took too long.
    is_slow = isinstance(error.__cause__, QueryCanceled)
    return "503_busy.html" if is_slow else "503.html"


def _unavailable(request, template: str):
    if _wants_json(request):
        body = {"code": "unavailable", "detail": DETAIL, "retry_after": RETRY_AFTER}
        return JsonResponse(body, status=503)
    return HttpResponse(render_to_string(template), status=503)


class MissingRowMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not _is_missing_row(error):
            return None
        # With the traceback: a bug would look like this, too.
        log.warning("a view used a row that is gone: %r", error, exc_info=error)
        if request.user.is_authenticated and not _exists(request.user):
            return log_in_and_return(request)
        if _wants_json(request):
            return JsonResponse({"code": "not_found", "detail": "That is gone."}, status=404)
        return page_not_found(request, Http404())


def _is_missing_row(error) -> bool:
    if isinstance(error, IntegrityError):
        return "foreign key" in str(error).lower()
    return isinstance(error, ObjectDoesNotExist)


def _exists(user) -> bool:
    return get_user_model().objects.filter(pk=user.pk).exists()


def _wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
