"""Posting a listing step by step, and editing it by the same steps."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.authentication.login_redirects import login_required
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import NEW_LISTINGS
from listings.forms import review, steps
from listings.forms.kind import KindForm
from listings.forms.steps import Step, step_url
from listings.models import Listing
from listings.views.deleted_listings import not_found_if_deleted

TOO_MANY_LISTINGS = "That’s a lot of listings at once. Your drafts are saved."

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        form = _first_step(request)
        if form.is_valid() and _is_allowed(form):
            listing = form.save(commit=False)
            listing.save_and_record()
            return redirect(step_url(listing.pk, "photos"))
    drafts = request.user.listings.drafts().exclude(pk=form.instance.pk).for_cards()
    return render(
        request,
        "listings/manage/new.html",
        {"form": form, "drafts": drafts[:3], "step": steps.BY_NAME["kind"]},
    )


def _first_step(request: HttpRequest) -> KindForm:
    """Reuses an empty draft, so that repeated requests don't leave many of them. Of two requests
    at once, one waits and finds the draft of the other."""
    if request.method == "POST":
        users = get_user_model().objects.select_for_update(no_key=True)
        users.only("pk").get(pk=request.user.pk)
    empty = request.user.listings.empty_drafts().first()
    return KindForm(_posted(request), instance=empty or Listing(lister=request.user))


def _is_allowed(form: KindForm) -> bool:
    listing = form.instance
    if listing.pk:
        return True
    try:
        # In the transaction: if the listing isn't saved, the rollback returns the token.
        take_all(*buckets_of_account(NEW_LISTINGS, listing.lister))
    except LimitReached as reached:
        form.add_error(None, reached.message(TOO_MANY_LISTINGS))
        return False
    return True


@login_required
@get_or_post
@not_found_if_deleted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One step. `autosave-form.js` posts it with htmx while the lister types; buttons also post
    `go`."""
    listing = get_object_or_404(request.user.listings, pk=pk)
    step = steps.BY_SLUG.get(request.GET.get("step"))
    if step is None or (step.form is None and request.method == "POST"):
        return redirect(step_url(pk, (step or steps.first_incomplete(listing)).name))
    form = step.form and step.form(_posted(request), instance=listing)
    if form and form.is_bound:
        is_valid = form.is_valid()
        listing = form.store()
        if is_valid and "go" in request.POST:
            return _leave_step(request, listing, step)
    template = "edit_update" if request.htmx else "edit"
    return render(request, f"listings/manage/{template}.html", _context(listing, step, form))


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _leave_step(request: HttpRequest, listing: Listing, step: Step) -> HttpResponse:
    """To the next or the previous step, or out of the form."""
    neighbor = steps.previous_step if request.POST["go"] == "back" else steps.next_step
    url = step_url(listing.pk, neighbor(step).name)
    if request.POST["go"] == "done":
        url = reverse("listings:mine")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _context(listing: Listing, step: Step, form: BaseForm | None) -> dict[str, Any]:
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
