from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class HtmxRequest(HttpRequest):
    """A request as every view gets it: django-htmx's middleware adds `htmx`."""

    htmx: HtmxDetails


class AuthenticatedRequest(HtmxRequest):
    """The request of a view that requires a login."""

    user: User


def wants_json(request: HttpRequest) -> bool:
    """Whether a script sent the request, and reads its response as JSON."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def is_htmx(request: HttpRequest) -> bool:
    return bool(cast(HtmxRequest, request).htmx)
