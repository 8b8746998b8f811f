from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import log_in_first, login_required
from listings import pending_saves
from listings.forms.saved_search import SavedSearchForm
from listings.models import SavedSearch
from listings.search.chips import chips_of, name_of
from listings.search.form import read_search
from listings.search.matching import matching
from listings.search.saving import SearchNotSaved, save_search
from listings.search.spelling import corrected
from listings.views.results_context import count_context


@require_http_methods(["GET", "HEAD", "POST"])
def searches(request: HttpRequest) -> HttpResponse:
    return _save(request) if request.method == "POST" else _list(request)


@login_required
def _list(request: HttpRequest, edited: dict[str, Any] | None = None) -> HttpResponse:
    """All of one's saved searches. `edited` is the item of one whose change was invalid."""
    items = [
        edited if edited and edited["saved_search"] == search else _item(search)
        for search in request.user.saved_searches.all()
    ]
    return render(request, "listings/saved_searches.html", {"items": items})


def _save(request: HttpRequest) -> HttpResponse:
    """`query` is the query of the page whose button was pressed."""
    search = read_search(request.POST.get("query", "")).without("sort")
    if not request.user.is_authenticated:
        pending_saves.remember_search(request, search.query())
        return log_in_first(request, f"{reverse('listings:browse')}?{search.query()}")
    saved_search = refusal = None
    try:
        saved_search, _ = save_search(request.user, search)
    except SearchNotSaved as error:
        refusal = str(error)
    if request.htmx:
        context = {
            "search": search,
            "saved_search": saved_search,
            "refusal": refusal,
            "was_pressed": True,
        }
        return render(request, "listings/saved_searches/save_button.html", context)
    if refusal:
        messages.error(request, refusal)
    return redirect("listings:searches")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        search = get_object_or_404(request.user.saved_searches.select_for_update(), pk=pk)
        form = SavedSearchForm(request.POST, instance=search)
        is_valid = form.is_valid()
        if is_valid:
            form.save()
        # An invalid form has set values on the instance that aren't stored.
        search.refresh_from_db()
    item = _item(search, form=form, is_saved=is_valid)
    if request.htmx:
        return render(request, "listings/saved_searches/item.html", {"item": item})
    return redirect("listings:searches") if is_valid else _list(request, item)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        # Locked: an alert that is created meanwhile would refer to it.
        get_object_or_404(request.user.saved_searches.select_for_update(), pk=pk).delete()
    messages.success(request, "The search is deleted. You won’t get any more alerts from it.")
    return redirect("listings:searches")


def _item(saved: SavedSearch, **extra: Any) -> dict[str, Any]:
    """A saved search as its page shows it, with the number of its results."""
    search = read_search(saved.query)
    return {
        "saved_search": saved,
        # A generated name says what the chips say.
        "chips": chips_of(search) if saved.name != name_of(search) else [],
        **count_context(matching(corrected(search))),
        "form": SavedSearchForm(instance=saved),
        **extra,
    }
