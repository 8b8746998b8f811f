"""What a lister answers from a mail: that a place still stands, or is taken."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.expiry import links
from listings.models import Listing
from listings.models.lifecycle import Refused

ANSWERS = {"yes": Listing.confirm, "taken": lambda listing: listing.change_status("taken")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Whoever has the mail has the link, and needs no login. Reading it changes nothing: programs
    that look for malware follow every link, and a place that they kept up would be as stale as
    before. One press of the button on it does; `answer` is yes or taken."""
    if request.method == "POST" and (give := ANSWERS.get(request.POST.get("answer"))):
        _give(request, token, give)
        return redirect("listings:answer", token)
    question = links.read(token, Listing.objects.for_cards())
    if question is None:
        return render(request, "listings/availability_check/invalid_link.html", status=404)
    context = {"listing": question.listing, "state": _state_of(question)}
    return render(request, "listings/availability_check/page.html", context)


@transaction.atomic
def _give(request, token, give):
    question = links.read(token, Listing.objects.select_for_update())
    if question and question.is_open:
        try:
            give(question.listing)
        except Refused as refusal:
            messages.error(request, str(refusal))


def _state_of(question) -> str:
    """What the page is about: to ask, to bring back, to edit first, or how it stands by now."""
    listing = question.listing
    if not question.is_open or not (listing.is_open or listing.status_today == "expired"):
        return listing.status_today
    if listing.is_open:
        return "ask"
    return "edit" if listing.missing() else "back"
