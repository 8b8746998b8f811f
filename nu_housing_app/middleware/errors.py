"""Exception middleware: a 503 page while the database, the bucket or the mail server can't be
reached, and a redirect to the login if a request fails because its user was just deleted.

Any other row that may be deleted during a request is the business of the code that uses it.
"""

import logging
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from psycopg2.errors import QueryCanceled

from accounts.authentication.login_redirects import log_in_and_return
from accounts.models import User
from accounts.notifications.email_job import EmailUnavailable
from accounts.request_types import wants_json
from nu_housing_app import refusals

log = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
DETAIL = "Try again in a moment."


class OutageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _is_outage(error):
            return None
        log.warning("a view failed in an outage: %r", error)
        response = _unavailable(request, _template_for(error))
        response["Retry-After"] = str(RETRY_AFTER)
        return response


def _is_outage(error: Exception) -> bool:
    if isinstance(error, ClientError):
        status: int = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status >= 500
    return isinstance(error, (InterfaceError, OperationalError, BotoCoreError, EmailUnavailable))


def _template_for(error: Exception) -> str:
    if isinstance(error, EmailUnavailable):
        return "503_email.html"
    # The database answers, but canceled a statement that took too long.
    is_slow = isinstance(error.__cause__, QueryCanceled)
    return "503_busy.html" if is_slow else "503.html"


def _unavailable(request: HttpRequest, template: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(refusals.as_json("unavailable", DETAIL, RETRY_AFTER), status=503)
    return HttpResponse(render_to_string(template), status=503)


class DeletedUserMiddleware:
    """Comes before OutageMiddleware in the settings, so that it never sees an outage."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        # As nearly every table refers to users, no view could know where this shows first.
        is_missing_row = isinstance(error, (DatabaseError, ObjectDoesNotExist))
        if is_missing_row and request.user.is_authenticated and not _exists(request.user):
            return log_in_and_return(request)
        return None


def _exists(user: User) -> bool:
    return User.objects.filter(pk=user.pk).exists()
