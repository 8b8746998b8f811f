"""How often a place was looked at: once a browser session, however often the page is opened."""

# In a cookie rather than the session: a crawler that keeps none makes no row of its own.
COOKIE, MOST = "viewed", 100


def count(request, response, listing):
    """Count a person's look; one that only fetches ahead, or asks for the head, didn't look."""
    seen = [pk for pk in request.COOKIES.get(COOKIE, "").split(".") if pk.isdecimal()]
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or ahead or str(listing.pk) in seen:
        return
    listing.count_view()
    response.set_cookie(
        COOKIE,
        ".".join([*seen, str(listing.pk)][-MOST:]),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
