"""What a lister does with the places they have posted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication.login_redirects import login_required
from listings.models import Listing
from listings.models.lifecycle import StatusChangeRefused
from listings.views.posting import step_url

A_PAGE = 20
DONE = {
    "published": "It is published: everyone can find it.",
    "pending": "Marked as pending: people see that somebody is close to taking it.",
    "taken": "Marked as taken. Congratulations!",
    "draft": "Back to a draft: only you can see it.",
}
CONFIRMED = "Confirmed: it stays up, and we ask again in a week."


@login_required
@require_safe
def mine(request):
    places = request.user.listings.all()
    counts = places.count_by_status()
    chosen = request.GET.get("status")
    if chosen in counts:
        places = places.in_status(chosen)
    page = Paginator(places.for_lister(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": _tabs(counts),
        "chosen": chosen if chosen in counts else "",
        "waiting": request.user.listings.needing_confirmation().count(),
    }
    return render(request, "listings/my_listings.html", context)


def _tabs(counts: dict[str, int]) -> list[dict]:
    """All, then each state that some place is in: {"status", "label", "count"}."""
    everything = {"status": "", "label": "All", "count": sum(counts.values())}
    return [everything] + [
        {"status": status, "label": label, "count": counts[status]}
        for status, label in Listing.Status.choices
        if status in counts
    ]


@login_required
@require_POST
def confirm(request):
    """All of one's places that wait for a word still stand."""
    count = request.user.listings.needing_confirmation().confirm()
    words = "All are confirmed" if count else "Nothing waited any more"
    messages.success(request, f"{words}: we ask again in a week.")
    return redirect("listings:mine")


@login_required
@require_POST
def status(request, pk):
    wanted, refusal = request.POST.get("status", ""), None
    with transaction.atomic():
        listing = get_object_or_404(request.user.listings.select_for_update(), pk=pk)
        try:
            said = CONFIRMED if listing.is_open and listing.status == wanted else DONE.get(wanted)
            listing.change_status(wanted)
        except StatusChangeRefused as error:
            refusal = str(error)
    if request.htmx:
        listing = request.user.listings.for_lister().get(pk=pk)
        context = {"listing": listing, "refusal": refusal, "said": said}
        return render(request, "listings/manage/listing_item.html", context)
    return _tell_status(request, listing, wanted, refusal, said)


def _tell_status(request, listing, wanted, refusal, said):
    if refusal:
        messages.error(request, refusal)
        lacks = wanted == listing.Status.PUBLISHED and listing.missing_fields()
        return redirect(step_url(listing.pk, "review") if lacks else "listings:mine")
    messages.success(request, said or "Nothing has changed.")
    return redirect(listing if wanted == listing.Status.PUBLISHED else "listings:mine")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    listing = get_object_or_404(request.user.listings, pk=pk)
    if request.method == "POST":
        listing.delete()
        messages.success(request, f"“{listing}” is deleted.")
        return redirect("listings:mine")
    template = "delete_dialog" if request.htmx else "delete"
    return render(request, f"listings/manage/{template}.html", {"listing": listing})
