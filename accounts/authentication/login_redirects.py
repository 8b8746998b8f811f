"""Who isn't logged in logs in first, and comes back to where they were."""

from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

SAFE = ("GET", "HEAD", "OPTIONS")


def login_required(view):
    """A view for people with an account. After the login one is back at the page that was asked
    for or, since nobody can go to a POST, at the page whose button was pressed."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return log_in_and_return(request)

    return checked


def log_in_and_return(request):
    is_page = request.method in SAFE
    return log_in_first(
        request, request.get_full_path() if is_page else page_before(request, "home")
    )


def log_in_first(request, then: str):
    """Lead to the login, and from there to the path `then`."""
    answer = redirect_to_login(then)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def page_before(request, otherwise) -> str:
    """Where a button was pressed, as a path of this site; else what `otherwise` resolves to."""
    url = request.POST.get("next") or request.htmx.current_url or request.headers.get("Referer")
    hosts, https = {request.get_host()}, request.is_secure()
    if url and url_has_allowed_host_and_scheme(url, hosts, require_https=https):
        path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
        # Of http://our.host//elsewhere is left what a browser takes for another site.
        if path.startswith("/") and url_has_allowed_host_and_scheme(path, None):
            return path
    return resolve_url(otherwise)
