from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from listings.models import ChangeLogEntry, Listing, SavedListing
from listings.page_cache import CSRF_PLACEHOLDER, cached_page
from listings.pagination import MAX_COUNTED, capped_count
from listings.search.form import SearchForm
from listings.search.sharing import share_image_url
from listings.search.shortcuts import shortcuts_for

NEWEST_SHOWN = 11
HIGHLIGHTS = 3
SHORTCUTS_SHOWN = 6
SHORTCUTS_LAST = 60  # seconds


@require_safe
@cached_page
def home(request):
    newest = list(Listing.objects.published().for_cards()[:NEWEST_SHOWN])
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


def _highlights(newest) -> list:
    """The places whose pictures stand beside the first line: so many, or none."""
    pictured = [listing for listing in newest if listing.cover][:HIGHLIGHTS]
    return pictured if len(pictured) == HIGHLIGHTS else []


def _shortcuts(today) -> list[dict]:
    """The ways in that lead somewhere today, with how much they find."""
    # A page is kept for as long as the book of changes stands still: so are the counts on it.
    key = f"shortcuts-{today}-{hash(ChangeLogEntry.objects.fingerprint())}"
    return cache.get_or_set(key, lambda: _counted(today), SHORTCUTS_LAST)


def _counted(today):
    counted = [
        {
            "label": shortcut.label,
            "icon": shortcut.icon,
            "query": shortcut.search.query(),
            "count": capped_count(Listing.objects.published().matching(shortcut.search)),
        }
        for shortcut in shortcuts_for(today)
    ]
    found = [shortcut for shortcut in counted if shortcut["count"]][:SHORTCUTS_SHOWN]
    return [shortcut | {"is_capped": shortcut["count"] > MAX_COUNTED} for shortcut in found]
