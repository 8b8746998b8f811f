from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request as every view gets it: django-htmx's middleware adds `htmx`."""

    htmx: HtmxDetails


def is_htmx(request: HttpRequest) -> bool:
    return bool(cast(HtmxRequest, request).htmx)
