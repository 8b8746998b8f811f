"""Counts the views of a listing: once per browser session, however often its page is opened."""

from django.http import HttpRequest, HttpResponse

from listings.models import Listing

# A cookie rather than the session: crawlers without cookies would create a session row each.
COOKIE, MAX_REMEMBERED = "viewed", 100


def count(request: HttpRequest, response: HttpResponse, listing: Listing) -> None:
    """Count a view, unless the request is a prefetch or HEAD."""
    seen = [pk for pk in request.COOKIES.get(COOKIE, "").split(".") if pk.isdecimal()]
    is_prefetch = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or is_prefetch or str(listing.pk) in seen:
        return
    listing.count_view()
    response.set_cookie(
        COOKIE,
        ".".join([*seen, str(listing.pk)][-MAX_REMEMBERED:]),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
