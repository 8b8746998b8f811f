from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """The request of a view that requires a login."""

    user: User
    htmx: HtmxDetails
