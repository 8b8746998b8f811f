"""Where the links in emails lead: a lister answers that a listing is still available, or taken."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.expiry import links
from listings.expiry.links import ConfirmationRequest
from listings.models import Listing
from listings.models.lifecycle import StatusChangeRefused

ANSWERS = {"yes": Listing.confirm, "taken": lambda listing: listing.change_status("taken")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link replaces a login. Opening it changes nothing: mail scanners follow
    every link, and would confirm abandoned listings. The page's buttons post `answer`, which is
    "yes" or "taken"."""
    if request.method == "POST" and request.POST.get("answer") in ANSWERS:
        _answer(request, token, request.POST["answer"])
        return redirect("listings:answer", token)
    asked = links.read(token, Listing.objects.for_cards())
    if asked is None:
        return render(request, "listings/availability_check/invalid_link.html", status=404)
    context = {"listing": asked.listing, "state": _page_state(asked)}
    return render(request, "listings/availability_check/page.html", context)


@transaction.atomic
def _answer(request: HttpRequest, token: str, choice: str) -> None:
    asked = links.read(token, Listing.objects.select_for_update())
    if asked and not asked.is_answered:
        try:
            ANSWERS[choice](asked.listing)
        except StatusChangeRefused as refusal:
            messages.error(request, str(refusal))


def _page_state(asked: ConfirmationRequest) -> str:
    """What the page offers: "ask", "back" (publish it again) or "edit" (before that). Otherwise the
    status that the listing has by now."""
    listing = asked.listing
    if asked.is_answered or not (listing.is_open or listing.status_today == "expired"):
        return listing.status_today
    if listing.is_open:
        return "ask"
    return "edit" if listing.missing_fields() else "back"
