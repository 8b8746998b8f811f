from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import log_in_first, login_required
from listings import pending_saves
from listings.forms.saved_search import SavedSearchForm
from listings.models import Listing, SavedSearch
from listings.models.saved_search import SearchNotSaved
from listings.pagination import MAX_COUNTED, capped_count
from listings.search.chips import name_of
from listings.search.form import read_search


@require_http_methods(["GET", "HEAD", "POST"])
def searches(request):
    return _save(request) if request.method == "POST" else _list(request)


@login_required
def _list(request, changed=None):
    """All of one's own; `changed` is the one whose change was refused, with its form."""
    kept = [
        changed if changed and changed["kept"] == one else _described(one)
        for one in request.user.saved_searches.all()
    ]
    return render(request, "listings/saved_searches.html", {"kept": kept})


def _save(request):
    """`query` is that of the page whose button was pressed."""
    search = read_search(request.POST.get("query", ""))[0].without("sort")
    if not request.user.is_authenticated:
        pending_saves.remember_search(request, search.query())
        return log_in_first(request, f"{reverse('listings:browse')}?{search.query()}")
    kept = refusal = None
    try:
        kept, _ = SavedSearch.objects.save_search(request.user, search)
    except SearchNotSaved as error:
        refusal = str(error)
    if request.htmx:
        said = {"search": search, "kept": kept, "refusal": refusal, "said": True}
        return render(request, "listings/saved_searches/save_button.html", said)
    if refusal:
        messages.error(request, refusal)
    return redirect("listings:searches")


@login_required
@require_POST
def change(request, pk):
    kept = get_object_or_404(request.user.saved_searches, pk=pk)
    form = SavedSearchForm(request.POST, instance=kept)
    valid = form.is_valid()
    if valid:
        form.save()
    # A refused form has written into it what isn't stored.
    kept.refresh_from_db()
    item = _described(kept, form=form, saved=valid)
    if request.htmx:
        return render(request, "listings/saved_searches/item.html", {"item": item})
    return redirect("listings:searches") if valid else _list(request, item)


@login_required
@require_POST
def delete(request, pk):
    get_object_or_404(request.user.saved_searches, pk=pk).delete()
    messages.success(request, "The search is deleted. You get no more alerts from it.")
    return redirect("listings:searches")


def _described(kept, **more) -> dict:
    """A saved search as its page shows it, with how much it finds now."""
    count = capped_count(Listing.objects.published().matching(kept.search))
    return {
        "kept": kept,
        # Its own name says what it asks for already.
        "chips": kept.chips if kept.name != name_of(kept.search) else [],
        "count": min(count, MAX_COUNTED),
        "is_capped": count > MAX_COUNTED,
        "form": SavedSearchForm(instance=kept),
        **more,
    }
