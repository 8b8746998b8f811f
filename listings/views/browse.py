from dataclasses import replace
from itertools import chain

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from listings.models import Change, Listing, SavedListing
from listings.pagination import MOST_COUNTED, MOST_SHOWN, PAGE, capped_count, page_of, read_shown
from listings.search.chips import chips_of, title_of
from listings.search.controls import Controls
from listings.search.facets import GROUPS, facets_of
from listings.search.form import SearchForm
from listings.search.partly import partly_free
from listings.search.sharing import share_picture
from listings.search.stays import next_stays
from listings.search.ways_out import ways_out

# The middle of where students live, which is west of where they study.
LIVED_IN = (42.0525, -87.6825)
WEST = -0.004

# What a script may ask to have swapped, by the id of what it swaps; else it is the whole page.
PARTS = {
    "results": "listings/browse/answer.html",
    "more": "listings/browse/more.html",
}


@require_safe
def browse(request):
    form = SearchForm(request.GET)
    search = form.search
    spelled = Listing.objects.spelled(search.q)
    asked = replace(search, q=spelled)
    found = Listing.objects.published().matching(asked).ordered(asked)
    # Read first: what comes between is new once more, never missed.
    book = Change.objects.newest()
    if request.htmx.target == "found":
        return _fresh(request, search, found, book)
    shown = read_shown(request.GET.get("shown", ""))
    page = page_of(found.for_cards(), search, PAGE if search.after else max(PAGE, shown))
    appended = request.htmx.target == "more"
    around = {} if appended else _surroundings(form, asked, found, page)
    part = None if request.htmx.history_restore_request else PARTS.get(request.htmx.target)
    context = {
        "form": form,
        "search": search,
        "spelled": spelled if spelled != search.q else "",
        "page": page,
        "shown": (shown if search.after else 0) + len(page.listings),
        **_beside_cards(request, search, [*page.listings, *_listings_of(around.get("partly"))]),
        "picture": share_picture(request, page.listings),
        "appended": appended,
        "book": book,
        **around,
    }
    response = render(request, part or "listings/browse.html", context)
    if part == PARTS["results"]:
        response["HX-Push-Url"] = _address(request, search.query())
    elif appended and shown:
        # Whoever comes back finds as many, and so the card that they opened.
        query = f"{search.query()}&shown={min(context['shown'], MOST_SHOWN)}"
        response["HX-Replace-Url"] = _address(request, query.removeprefix("&"))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _fresh(request, search, found, book):
    """What this search finds that couldn't be found at the line `since` of the book of changes."""
    since = request.GET.get("since", "")
    is_line = since.isascii() and since.isdigit() and len(since) <= 18
    appeared = Change.objects.appeared_after(int(since)) if is_line else set()
    listings = list(found.filter(pk__in=appeared).for_cards()[:PAGE])
    context = {
        "search": search,
        "listings": listings,
        **_beside_cards(request, search, listings),
        "book": book,
        **_count(found),
    }
    response = render(request, "listings/browse/fresh.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _beside_cards(request, search, listings) -> dict:
    """What cards show besides the places themselves."""
    return {
        "saved": SavedListing.objects.ids_for(request.user, listings),
        "near": search.near,
        "days": search.days if search.asks_for_costs else None,
    }


def _count(found) -> dict:
    count = capped_count(found)
    return {"count": min(count, MOST_COUNTED), "is_capped": count > MOST_COUNTED}


def _address(request, query) -> str:
    return f"{request.path}?{query}" if query else request.path


def _surroundings(form, asked, found, page) -> dict:
    """What stands around the cards: in words what was asked, how much there is, what else to do.
    `asked` is the search as it is spelled."""
    search = form.search
    chips = chips_of(search)
    return {
        **_count(found),
        "chips": chips,
        "title": title_of(search),
        "controls": Controls(form, chips, next_stays(timezone.localdate())),
        "map_center": _map_center(search.near),
        "facets": _facets(asked),
        "partly": _partly(asked, page),
        "ways": [] if page.listings else ways_out(Listing.objects.published(), chips),
    }


def _facets(search):
    return facets_of(Listing.objects.published().matching(search.without(*GROUPS)), search)


def _partly(search, page):
    """What is free for a part of the stay, where what is free for all of it fits on one page."""
    if search.after or page.after:
        return None
    dates = ("available_from", "available_until")
    return partly_free(Listing.objects.published().matching(search.without(*dates)), search)


def _listings_of(partly) -> list:
    if not partly:
        return []
    return [part.listing for part in [*partly.parts, *chain.from_iterable(partly.pairs)]]


def _map_center(near) -> str:
    latitude, longitude = (near[0].latitude, near[0].longitude + WEST) if near else LIVED_IN
    return f"{latitude:.4f},{longitude:.4f}"


@require_safe
def card(request, pk):
    """One card by itself: what the map shows of a pin."""
    listing = get_object_or_404(Listing.objects.published().for_cards(), pk=pk)
    saved = SavedListing.objects.ids_for(request.user, [listing])
    return render(request, "components/card.html", {"listing": listing, "saved": saved})
