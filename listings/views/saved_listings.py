from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.authentication.login_redirects import log_in_first, login_required, page_before
from listings import pending_saves
from listings.models import Listing, SavedListing
from listings.views.deleted_listings import not_found_if_deleted

PAGE_SIZE = 48


@require_safe
@login_required
def saved(request: HttpRequest) -> HttpResponse:
    listings = Listing.objects.saved_by(request.user).for_cards()
    page = Paginator(listings, PAGE_SIZE).get_page(request.GET.get("page"))
    saved = {listing.pk for listing in page}
    return render(request, "listings/saved_listings.html", {"page": page, "saved": saved})


@require_POST
@not_found_if_deleted
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """`on` is 1 to save or 0 to remove; without it, the saved state is toggled."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)
    if not request.user.is_authenticated:
        pending_saves.remember(request, listing)
        return log_in_first(request, page_before(request, listing))
    wanted = {"1": True, "0": False}.get(request.POST.get("on"))
    on = SavedListing.objects.set_saved(request.user, listing, wanted)
    if request.htmx:
        context = {"listing": listing, "saved": {pk} if on else set()}
        return render(request, "components/save_form.html", context)
    return redirect(page_before(request, listing))
