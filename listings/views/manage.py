"""Listers manage the listings that they have posted."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication.login_redirects import login_required
from listings.forms.steps import step_url
from listings.models import Listing
from listings.models.lifecycle import StatusChangeRefused

PAGE_SIZE = 20
STATUS_NOTICES = {
    "published": "It’s published: everyone can find it.",
    "pending": "Marked as pending: people see that someone is about to take it.",
    "taken": "Marked as taken. Congratulations!",
    "draft": "It’s a draft again: only you can see it.",
}
CONFIRMED = "Confirmed: it stays listed, and we’ll ask again in a week."


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    listings = request.user.listings.all()
    counts = listings.count_by_status()
    chosen = request.GET.get("status")
    if chosen in counts:
        listings = listings.in_status(chosen)
    page = Paginator(listings.for_lister(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": _tabs(counts),
        "chosen": chosen if chosen in counts else "",
        "unconfirmed": request.user.listings.needing_confirmation().count(),
    }
    return render(request, "listings/my_listings.html", context)


def _tabs(counts: dict[str, int]) -> list[dict[str, Any]]:
    """All, then each status that a listing has: {"status", "label", "count"}."""
    everything = {"status": "", "label": "All", "count": sum(counts.values())}
    return [everything] + [
        {"status": status, "label": label, "count": counts[status]}
        for status, label in Listing.Status.choices
        if status in counts
    ]


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm all of one's listings that need it."""
    count = request.user.listings.needing_confirmation().confirm()
    result = "All are confirmed" if count else "Everything was confirmed already"
    messages.success(request, f"{result}. We’ll ask again in a week.")
    return redirect("listings:mine")


@login_required
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    wanted, refusal = request.POST.get("status", ""), None
    with transaction.atomic():
        listing = get_object_or_404(request.user.listings.select_for_update(), pk=pk)
        try:
            is_confirmation = listing.is_open and listing.status == wanted
            notice = CONFIRMED if is_confirmation else STATUS_NOTICES.get(wanted)
            listing.change_status(wanted)
        except StatusChangeRefused as error:
            refusal = str(error)
    if request.htmx:
        listing = get_object_or_404(request.user.listings.for_lister(), pk=pk)
        context = {"listing": listing, "refusal": refusal, "notice": notice}
        return render(request, "listings/manage/listing_item.html", context)
    return _status_response(request, listing, wanted, refusal, notice)


def _status_response(
    request: HttpRequest, listing: Listing, wanted: str, refusal: str | None, notice: str | None
) -> HttpResponse:
    if refusal:
        messages.error(request, refusal)
        is_incomplete = wanted == listing.Status.PUBLISHED and listing.missing_fields()
        return redirect(step_url(listing.pk, "review") if is_incomplete else "listings:mine")
    messages.success(request, notice or "Nothing has changed.")
    return redirect(listing if wanted == listing.Status.PUBLISHED else "listings:mine")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        with transaction.atomic():
            # Locked: whoever saves it or asks for it meanwhile waits, and finds it deleted.
            listing = get_object_or_404(request.user.listings.select_for_update(), pk=pk)
            listing.delete()
        messages.success(request, f"“{listing}” is deleted.")
        return redirect("listings:mine")
    listing = get_object_or_404(request.user.listings, pk=pk)
    template = "delete_dialog" if request.htmx else "delete"
    return render(request, f"listings/manage/{template}.html", {"listing": listing})
