"""What a page says when something that it works with was deleted meanwhile, say in another tab."""

import logging

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from django.views.defaults import page_not_found

from accounts.access import log_in_and_return

log = logging.getLogger(__name__)


class GoneMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not _misses_a_row(error):
            return None
        # With where it came from: a fault of ours would look like this, too.
        log.warning("a page works with what is gone: %r", error, exc_info=error)
        if request.user.is_authenticated and not _is_there(request.user):
            return log_in_and_return(request)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": "not_found", "detail": "That is gone."}, status=404)
        return page_not_found(request, Http404())


def _misses_a_row(error) -> bool:
    if isinstance(error, IntegrityError):
        return "foreign key" in str(error).lower()
    return isinstance(error, ObjectDoesNotExist)


def _is_there(person) -> bool:
    return get_user_model().objects.filter(pk=person.pk).exists()
