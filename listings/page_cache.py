"""Serves a page that hasn't changed without rendering it: a 304 to a browser that has it, or the
copy that this process cached.

A page's fingerprint holds everything that the page depends on. Its hash is the ETag and the cache
key.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import salted_hmac

from listings.models import ChangeLogEntry

View = Callable[..., HttpResponse]
Fingerprint = tuple[Any, ...]

# What pages show of a person besides listings: functions of the user, whose results are compared
# by their `repr`. Apps that add something to every page append to it.
viewer_fingerprints: list[Callable[[Any], Any]] = [
    lambda user: (user.pk, user.name, user.photo.name),
    lambda user: user.saved_listings.aggregate(Max("pk"), Count("pk")),
    lambda user: list(user.saved_searches.order_by("pk").values_list("pk", "alert_frequency")),
    lambda user: user.alerts.unseen().count(),
]
# Stands in a cached page for the reader's CSRF token: a view with `cached_page` renders it as
# `csrf_token`. No text on a page can contain it, because it is never sent to anyone.
CSRF_PLACEHOLDER = secrets.token_hex(16)
MAX_PAGE_BYTES = 128 * 1024  # a page of 24 cards has 75,000


def conditional(fingerprint: Callable[[HttpRequest], Fingerprint | None]) -> Callable[[View], View]:
    """View decorator: while `fingerprint(request)` stays the same, browsers get a 304. Where it is
    None, the view is called each time."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            etag = _hash(fingerprint(request))
            return _conditional_response(request, etag, lambda: view(request, *args, **kwargs))

        return wrapper

    return decorate


def cached_page(view: View) -> View:
    """View decorator for whole pages: as `conditional`, and a browser without a current copy gets
    the one that this process cached, with its own CSRF token filled in."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        fingerprint, token = page_fingerprint(request), request.META.get("CSRF_COOKIE")

        def page() -> HttpResponse:
            key = _hash(fingerprint)
            response = _get_or_render(request, key, lambda: view(request, *args, **kwargs))
            response.content = response.content.replace(
                CSRF_PLACEHOLDER.encode(), get_token(request).encode()
            )
            return response

        # Before a browser has the cookie that the tokens belong to, it has no page to reuse.
        etag = _hash((*fingerprint, token) if fingerprint and token else None)
        response = _conditional_response(request, etag, page)
        patch_cache_control(response, private=True)
        return response

    return wrapper


def results_fingerprint(request: HttpRequest) -> Fingerprint | None:
    """Of what a search finds, which is the same for everyone."""
    # A person becomes a verified student without an entry in the change log.
    if settings.WATCHES_FILES or "verified" in request.GET:
        return None
    changes = ChangeLogEntry.objects.fingerprint()
    return settings.RELEASE, request.build_absolute_uri(), timezone.localdate(), changes


def page_fingerprint(request: HttpRequest) -> Fingerprint | None:
    """Of a whole page as this viewer sees it, without their token. None for a part of a page, which
    has the same URL, and while a message waits to be shown."""
    if request.htmx or len(get_messages(request)) or not (found := results_fingerprint(request)):
        return None
    user = request.user
    return *found, [value(user) for value in viewer_fingerprints if user.is_authenticated]


def _hash(fingerprint: Fingerprint | None) -> str:
    return salted_hmac("unchanged", repr(fingerprint)).hexdigest() if fingerprint else ""


def _conditional_response(
    request: HttpRequest, etag: str, render: Callable[[], HttpResponse]
) -> HttpResponseBase:
    quoted = etag and f'"{etag}"'
    response = get_conditional_response(request, quoted) or render()
    if quoted:
        response.headers.setdefault("ETag", quoted)
    patch_cache_control(response, no_cache=True)
    return response


def _get_or_render(
    request: HttpRequest, key: str, render: Callable[[], HttpResponse]
) -> HttpResponse:
    cache = caches["pages"]
    if key and (cached := cache.get(key)):
        return cached
    response = render()
    has_own_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if (
        key
        and response.status_code == 200
        and not has_own_token
        and len(response.content) <= MAX_PAGE_BYTES
    ):
        cache.set(key, response)
    return response
