"""Pages that nobody has changed since they were last made: a 304 to a browser that has it, else
what this process kept of it, before any work."""

import secrets
from functools import wraps

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db.models import Count, Max
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import salted_hmac

from listings.models import ChangeLogEntry

# What pages show of a person besides their places: functions of the user, for `repr` to compare.
# Apps that add to every page add to these.
of_viewer = [
    lambda user: (user.pk, user.name, user.photo.name),
    lambda user: user.saved_listings.aggregate(Max("pk"), Count("pk")),
    lambda user: list(user.saved_searches.order_by("pk").values_list("pk", "alert_frequency")),
    lambda user: user.alerts.unseen().count(),
]
# Stands in a page where its reader's CSRF token will: a view that is `kept` renders it as
# `csrf_token`. No text on a page can hold it, for nobody is ever sent it.
TOKEN = secrets.token_hex(16)
LARGEST = 128 * 1024  # bytes of a page that is kept; one of 24 cards has 75,000


def unless_changed(stamp):
    """View decorator. While `stamp(request)` is what it was, browsers keep what they have; where it
    is None, the answer is made anew each time."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            tag = _hash(stamp(request))
            return _answer(request, tag, lambda: view(request, *args, **kwargs))

        return answer

    return decorate


def kept(view):
    """View decorator for whole pages: as `unless_changed`, and who has no copy of it yet gets the
    one that the process keeps, with their own token in it."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        seen, token = of_page(request), request.META.get("CSRF_COOKIE")

        def page():
            found = _find(request, _hash(seen), lambda: view(request, *args, **kwargs))
            found.content = found.content.replace(TOKEN.encode(), get_token(request).encode())
            return found

        # Before the cookie is there that the tokens belong to, no browser has a page to keep.
        response = _answer(request, _hash(seen and token and (*seen, token)), page)
        patch_cache_control(response, private=True)
        return response

    return answer


def of_results(request) -> tuple | None:
    """What a search finds, told alike to everyone."""
    # Who is a verified student changes without a line in the book.
    if settings.WATCHES_FILES or "verified" in request.GET:
        return None
    book = ChangeLogEntry.objects.fingerprint()
    return settings.RELEASE, request.build_absolute_uri(), timezone.localdate(), book


def of_page(request) -> tuple | None:
    """A whole page, as this viewer sees it but for their token. None for a part of it, which has
    the page's address, and where a message waits to be shown."""
    if request.htmx or len(get_messages(request)) or not (found := of_results(request)):
        return None
    return *found, [of(request.user) for of in of_viewer if request.user.is_authenticated]


def _hash(told) -> str:
    return salted_hmac("unchanged", repr(told)).hexdigest() if told else ""


def _answer(request, tag, make):
    etag = tag and f'"{tag}"'
    response = get_conditional_response(request, etag) or make()
    if etag:
        response.headers.setdefault("ETag", etag)
    patch_cache_control(response, no_cache=True)
    return response


def _find(request, key, make):
    """What is kept under the key, else what is made, which is kept then."""
    shelf = caches["pages"]
    if key and (found := shelf.get(key)):
        return found
    response = make()
    has_own_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if (
        key
        and response.status_code == 200
        and not has_own_token
        and len(response.content) <= LARGEST
    ):
        shelf.set(key, response)
    return response
