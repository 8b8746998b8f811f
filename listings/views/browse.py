from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from listings.models import ChangeLogEntry, Listing, SavedListing
from listings.page_cache import CSRF_PLACEHOLDER, cached_page
from listings.pagination import MAX_SHOWN, PAGE_SIZE, load_page, read_shown
from listings.search.criteria import Search
from listings.search.form import SearchForm
from listings.search.parsed_search import ParsedSearch
from listings.search.sharing import share_image_url
from listings.views.results_context import count_context, listings_in, results_context


@require_safe
@cached_page
def browse(request: HttpRequest) -> HttpResponse:
    """The page of results, or the part that a script requests by the id of the element it swaps."""
    respond = PARTS.get(_requested_part(request), _page)
    response = respond(request, ParsedSearch(request.GET))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _requested_part(request: HttpRequest) -> str | None:
    """The id of the element that htmx swaps, or None for the whole page: also for a request that
    names a target but isn't from htmx."""
    if not request.htmx or request.htmx.history_restore_request:
        return None
    return request.htmx.target


def _page(
    request: HttpRequest, parsed: ParsedSearch, template: str = "listings/browse.html"
) -> HttpResponse:
    shown = 0 if parsed.search.after else read_shown(request.GET.get("shown", ""))
    page = load_page(parsed.results, parsed.search, max(PAGE_SIZE, shown))
    around = results_context(parsed, page)
    cards = [*page.listings, *listings_in(around["partial_stays"])]
    context = {
        **_search_context(request, parsed, cards),
        **around,
        "page": page,
        "shown": _shown_before(request, parsed) + len(page.listings),
        "share_image": share_image_url(request, page.listings),
    }
    return render(request, template, context)


def _results(request: HttpRequest, parsed: ParsedSearch) -> HttpResponse:
    response = _page(request, parsed, "listings/browse/update.html")
    response["HX-Push-Url"] = _url(request, parsed.search.query())
    return response


def _next_page(request: HttpRequest, parsed: ParsedSearch) -> HttpResponse:
    page = load_page(parsed.results, parsed.search)
    before = _shown_before(request, parsed)
    shown = before + len(page.listings)
    context = _search_context(request, parsed, page.listings) | {"page": page, "shown": shown}
    response = render(request, "listings/browse/results_page.html", context | {"appended": True})
    if before:
        # Someone who comes back finds as many cards, including the one that they opened.
        query = f"{parsed.search.query()}&shown={min(shown, MAX_SHOWN)}"
        response["HX-Replace-Url"] = _url(request, query.removeprefix("&"))
    return response


def _new_listings(request: HttpRequest, parsed: ParsedSearch) -> HttpResponse:
    """The results that appeared after the change-log entry `since`."""
    since = request.GET.get("since", "")
    is_entry = since.isascii() and since.isdigit() and len(since) <= 18
    appeared = ChangeLogEntry.objects.appeared_after(int(since)) if is_entry else set()
    listings = list(parsed.results.filter(pk__in=appeared).for_cards()[:PAGE_SIZE])
    context = {
        **_search_context(request, parsed, listings),
        **count_context(parsed.results),
        "listings": listings,
    }
    return render(request, "listings/browse/new_listings.html", context)


PARTS: dict[str | None, Callable[..., HttpResponse]] = {
    "results": _results,
    "more": _next_page,
    "found": _new_listings,
}


def _search_context(
    request: HttpRequest, parsed: ParsedSearch, listings: Iterable[Listing]
) -> dict[str, Any]:
    return {
        "search": parsed.search,
        "corrected_words": parsed.corrected_words,
        "change_log_position": parsed.change_log_position,
        "form": parsed.form,
        "csrf_token": CSRF_PLACEHOLDER,
        **_card_context(request, parsed.search, listings),
    }


def _card_context(
    request: HttpRequest, search: Search, listings: Iterable[Listing]
) -> dict[str, Any]:
    """What the cards of these listings show of the viewer and the search."""
    return {
        "saved": SavedListing.objects.saved_ids(request.user, listings),
        "near": search.near,
        "days": search.days if search.asks_for_costs else None,
    }


def _shown_before(request: HttpRequest, parsed: ParsedSearch) -> int:
    """How many listings are above the page that a cursor leads to."""
    return read_shown(request.GET.get("shown", "")) if parsed.search.after else 0


def _url(request: HttpRequest, query: str) -> str:
    return f"{request.path}?{query}" if query else request.path


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card, as the search in the query shows it. Scripts put it beside a map pin, or take the
    costs from it when the rent has changed."""
    listing = get_object_or_404(Listing.objects.published().for_cards(), pk=pk)
    context = _card_context(request, SearchForm(request.GET).search, [listing])
    return render(request, "components/listing_card.html", {"listing": listing, **context})
