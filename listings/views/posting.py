"""Posting a place, a step at a time, and editing it by the same steps."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.authentication.login_redirects import login_required
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import NEW_LISTINGS
from listings.forms import review, steps
from listings.forms.kind import KindForm
from listings.models import Listing

MANY_LISTINGS = "That's a lot of listings at once. What you began is kept."

asks_and_stores = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@asks_and_stores
def new(request):
    with transaction.atomic():
        form = _first_step(request)
        if form.is_valid() and _may_begin(form):
            return redirect(step_url(form.save().pk, "photos"))
    drafts = request.user.listings.drafts().exclude(pk=form.instance.pk).for_cards()
    return render(
        request,
        "listings/manage/new.html",
        {"form": form, "drafts": drafts[:3], "step": steps.BY_SLUG["kind"]},
    )


def _first_step(request):
    """Who asks twice, or turns back at once, doesn't leave a row of empty drafts behind. Of two
    that come at once, one waits, and finds the other's draft."""
    if request.method == "POST":
        people = get_user_model().objects.select_for_update(no_key=True)
        people.only("pk").get(pk=request.user.pk)
    empty = request.user.listings.empty_drafts().first()
    return KindForm(_sent(request), instance=empty or Listing(lister=request.user))


def _may_begin(form) -> bool:
    listing = form.instance
    if listing.pk:
        return True
    try:
        # In the transaction: if the listing isn't saved, the rollback returns the token.
        take_all(*buckets_of_account(NEW_LISTINGS, listing.lister))
    except LimitReached as reached:
        form.add_error(None, reached.message(MANY_LISTINGS))
        return False
    return True


@login_required
@asks_and_stores
def edit(request, pk):
    listing = get_object_or_404(request.user.listings, pk=pk)
    step = steps.BY_SLUG.get(request.GET.get("step"))
    if step is None or (step.form is None and request.method == "POST"):
        return redirect(step_url(pk, (step or steps.first_incomplete(listing)).slug))
    form = step.form and step.form(_sent(request), instance=listing)
    if form and form.is_bound:
        whole = form.is_valid()
        listing = form.store()
        if whole and "go" in request.POST:
            return _go_on(request, listing, step)
    template = "edit_update" if request.htmx else "edit"
    return render(request, f"listings/manage/{template}.html", _page(listing, step, form))


def step_url(pk: int, slug: str) -> str:
    return reverse("listings:edit", args=[pk], query={"step": slug})


def _sent(request):
    return request.POST if request.method == "POST" else None


def _go_on(request, listing, step):
    """One step on or back, or out of the form."""
    turn = steps.previous_step if request.POST["go"] == "back" else steps.next_step
    url = step_url(listing.pk, turn(step).slug)
    if request.POST["go"] == "done":
        url = reverse("listings:mine")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _page(listing, step, form) -> dict:
    missing_fields = listing.missing_fields()
    return {
        "listing": listing,
        "step": step,
        "form": form,
        "progress": steps.progress(listing, step),
        "number": steps.STEPS.index(step) + 1,
        "missing_fields": missing_fields,
        "review": review.sections(listing) if form is None else [],
    }
