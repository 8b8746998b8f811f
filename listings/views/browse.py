from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from listings.models import ChangeLogEntry, Listing, SavedListing
from listings.page_cache import CSRF_PLACEHOLDER, cached_page
from listings.pagination import MOST_SHOWN, PAGE, page_of, read_shown
from listings.search.form import SearchForm
from listings.search.parsed_search import Asked
from listings.search.sharing import share_picture
from listings.views.results_context import count_of, listings_of, surroundings


@require_safe
@cached_page
def browse(request):
    """The page of results, or the part that a script asks for by the id of what it swaps."""
    response = PARTS.get(_part(request), _page)(request, Asked(request.GET))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _part(request) -> str | None:
    """What a script asks for; anyone may name a target, and is shown the page without a script's
    own word beside it."""
    if not request.htmx or request.htmx.history_restore_request:
        return None
    return request.htmx.target


def _page(request, asked, template="listings/browse.html"):
    shown = 0 if asked.search.after else read_shown(request.GET.get("shown", ""))
    page = page_of(asked.found, asked.search, max(PAGE, shown))
    around = surroundings(asked, page)
    context = {
        **_about(request, asked, [*page.listings, *listings_of(around["partly"])]),
        **around,
        "page": page,
        "shown": _shown_before(request, asked) + len(page.listings),
        "picture": share_picture(request, page.listings),
    }
    return render(request, template, context)


def _results(request, asked):
    response = _page(request, asked, "listings/browse/update.html")
    response["HX-Push-Url"] = _address(request, asked.search.query())
    return response


def _more(request, asked):
    page = page_of(asked.found, asked.search)
    before = _shown_before(request, asked)
    shown = before + len(page.listings)
    context = _about(request, asked, page.listings) | {"page": page, "shown": shown}
    response = render(request, "listings/browse/results_page.html", context | {"appended": True})
    if before:
        # Whoever comes back finds as many, and so the card that they opened.
        query = f"{asked.search.query()}&shown={min(shown, MOST_SHOWN)}"
        response["HX-Replace-Url"] = _address(request, query.removeprefix("&"))
    return response


def _fresh(request, asked):
    """What this search finds that couldn't be found at the line `since` of the book of changes."""
    since = request.GET.get("since", "")
    is_line = since.isascii() and since.isdigit() and len(since) <= 18
    appeared = ChangeLogEntry.objects.appeared_after(int(since)) if is_line else set()
    listings = list(asked.found.filter(pk__in=appeared).for_cards()[:PAGE])
    context = _about(request, asked, listings) | count_of(asked.found) | {"listings": listings}
    return render(request, "listings/browse/new_listings.html", context)


PARTS = {"results": _results, "more": _more, "found": _fresh}


def _about(request, asked, listings) -> dict:
    """What was asked, and what cards of these show besides the places themselves."""
    return {
        "search": asked.search,
        "spelled": asked.spelled,
        "book": asked.book,
        "form": asked.form,
        "csrf_token": CSRF_PLACEHOLDER,
        **_on_cards(request, asked.search, listings),
    }


def _on_cards(request, search, listings) -> dict:
    return {
        "saved": SavedListing.objects.saved_ids(request.user, listings),
        "near": search.near,
        "days": search.days if search.asks_for_costs else None,
    }


def _shown_before(request, asked) -> int:
    """How many stand above the page that a cursor leads to."""
    return read_shown(request.GET.get("shown", "")) if asked.search.after else 0


def _address(request, query) -> str:
    return f"{request.path}?{query}" if query else request.path


@require_safe
def card(request, pk):
    """One card by itself, as the search of the query shows it: what a script sets beside a pin, or
    takes the costs from when the rent has changed."""
    listing = get_object_or_404(Listing.objects.published().for_cards(), pk=pk)
    context = _on_cards(request, SearchForm(request.GET).search, [listing])
    return render(request, "components/listing_card.html", {"listing": listing, **context})
