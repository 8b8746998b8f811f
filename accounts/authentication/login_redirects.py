"""Sends visitors to the login page, and back to where they were afterwards."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from accounts.request_types import HtmxRequest, is_htmx

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def login_required(view: View) -> View:
    """Require a login for a view. It leads back to the page that was requested or, if that was a
    POST, to the page whose button was pressed."""

    @wraps(view)
    def checked(request: HtmxRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return log_in_and_return(request)

    return cast(View, checked)


def log_in_and_return(request: HttpRequest) -> HttpResponse:
    is_page = request.method in SAFE_METHODS
    return log_in_first(
        request, request.get_full_path() if is_page else page_before(request, "home")
    )


def log_in_first(request: HttpRequest, next_url: str) -> HttpResponse:
    """Redirect to the login, and from there to `next_url`."""
    response = redirect_to_login(next_url)
    return HttpResponseClientRedirect(response.url) if is_htmx(request) else response


def page_before(request: HttpRequest, default: str | Model) -> str:
    """The page whose button was pressed, as a path of this site; if unknown, the URL that
    `default` resolves to."""
    page = cast(HtmxRequest, request).htmx.current_url
    url = request.POST.get("next") or page or request.headers.get("Referer")
    hosts, https = {request.get_host()}, request.is_secure()
    if url and url_has_allowed_host_and_scheme(url, hosts, require_https=https):
        path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
        # http://this.host//elsewhere becomes //elsewhere, which browsers take for another site.
        if path.startswith("/") and url_has_allowed_host_and_scheme(path, None):
            return path
    return resolve_url(default)
