from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from listings.models import ChangeLogEntry, Listing, SavedListing
from listings.page_cache import CSRF_PLACEHOLDER, cached_page
from listings.pagination import MAX_COUNTED, capped_count
from listings.search.form import SearchForm
from listings.search.matching import matching
from listings.search.sharing import share_image_url
from listings.search.shortcuts import shortcuts_for

MAX_NEWEST = 11
HIGHLIGHTS = 3
MAX_SHORTCUTS = 6
SHORTCUT_CACHE_SECONDS = 60


@require_safe
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    newest = list(Listing.objects.published().for_cards()[:MAX_NEWEST])
    context = {
        "listings": newest,
        "share_image": share_image_url(request, newest),
        "highlights": _highlights(newest),
        "saved": SavedListing.objects.saved_ids(request.user, newest),
        "form": SearchForm(),
        "shortcuts": _shortcuts(timezone.localdate()),
        "today": timezone.localdate(),
        "csrf_token": CSRF_PLACEHOLDER,
    }
    return render(request, "listings/home.html", context)


def _highlights(newest: list[Listing]) -> list[Listing]:
    """The listings whose photos are beside the heading: HIGHLIGHTS of them, or none."""
    pictured = [listing for listing in newest if listing.cover][:HIGHLIGHTS]
    return pictured if len(pictured) == HIGHLIGHTS else []


def _shortcuts(today: date) -> list[dict[str, Any]]:
    """The shortcuts that find something today, with their counts."""
    # The page is cached until the change log has a new entry, and so are the counts on it.
    key = f"shortcuts-{today}-{hash(ChangeLogEntry.objects.fingerprint())}"
    return cache.get_or_set(key, lambda: _counted(today), SHORTCUT_CACHE_SECONDS)


def _counted(today: date) -> list[dict[str, Any]]:
    counted = [
        {
            "label": shortcut.label,
            "icon": shortcut.icon,
            "query": shortcut.search.query(),
            "count": capped_count(matching(shortcut.search)),
        }
        for shortcut in shortcuts_for(today)
    ]
    found = [shortcut for shortcut in counted if shortcut["count"]][:MAX_SHORTCUTS]
    return [shortcut | {"is_capped": shortcut["count"] > MAX_COUNTED} for shortcut in found]
