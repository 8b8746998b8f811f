"""Pages that nobody has changed since a browser last read them: a 304, before any work."""

from functools import wraps

from django.conf import settings
from django.contrib.messages import get_messages
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.http import condition

from listings.models import Change

# What pages show of a person besides their places: functions of the user, for `repr` to compare.
# Apps that add to every page add to these.
of_viewer = [
    lambda user: (user.pk, user.name, user.photo.name),
    lambda user: user.saved_listings.aggregate(Max("pk"), Count("pk")),
    lambda user: list(user.saved_searches.order_by("pk").values_list("pk", "tell")),
    lambda user: user.alerts.unseen().count(),
]


def unless_changed(stamp):
    """View decorator. While `stamp(request)` is what it was, browsers keep what they have; where it
    is None, the answer is made anew each time."""

    def decorate(view):
        conditional = condition(etag_func=lambda request, *args, **kwargs: _etag(request, stamp))

        @wraps(view)
        def answer(request, *args, **kwargs):
            response = conditional(view)(request, *args, **kwargs)
            whose = {"private": True} if stamp is of_page else {}
            patch_cache_control(response, no_cache=True, **whose)
            return response

        return answer

    return decorate


def of_results(request) -> tuple | None:
    """What a search finds, told alike to everyone."""
    # Who is a verified student changes without a line in the book.
    if settings.WATCHES_FILES or "verified" in request.GET:
        return None
    book = Change.objects.state()
    return settings.RELEASE, request.get_full_path(), timezone.localdate(), book


def of_page(request) -> tuple | None:
    """A whole page of results, as this viewer sees it. None for a part of it, which has the page's
    address; where a message waits to be shown; and before the cookie is there that the tokens in
    the page's forms belong to."""
    token = request.META.get("CSRF_COOKIE")
    if request.htmx or not token or len(get_messages(request)):
        return None
    found = of_results(request)
    viewer = [of(request.user) for of in of_viewer if request.user.is_authenticated]
    return found and (*found, token, viewer)


def _etag(request, stamp) -> str | None:
    told = stamp(request)
    return told and f'"{salted_hmac("unchanged", repr(told)).hexdigest()}"'
