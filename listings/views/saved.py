from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from listings import saving
from listings.models import Listing, SavedListing

PER_PAGE = 48


@require_safe
@login_required
def saved(request):
    places = Listing.objects.saved_by(request.user).for_cards()
    page = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))
    marks = {listing.pk for listing in page}
    return render(request, "listings/saved.html", {"page": page, "saved": marks})


@require_POST
def save(request, pk):
    """`on` is 1 or 0; without it, the mark changes over."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)
    if not request.user.is_authenticated:
        saving.remember(request, listing)
        return _log_in_first(request, listing)
    wanted = {"1": True, "0": False}.get(request.POST.get("on"))
    on = SavedListing.objects.keep(request.user, listing, wanted)
    if request.htmx:
        context = {"listing": listing, "saved": {pk} if on else set()}
        return render(request, "components/save.html", context)
    return redirect(_page_before(request, listing))


def _log_in_first(request, listing):
    answer = redirect_to_login(_page_before(request, listing))
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def _page_before(request, listing) -> str:
    """Where the heart was pressed, as a path of this site; else the listing's own page."""
    url = request.POST.get("next") or request.htmx.current_url or request.headers.get("Referer")
    hosts, https = {request.get_host()}, request.is_secure()
    if url and url_has_allowed_host_and_scheme(url, hosts, require_https=https):
        path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
        # Of http://our.host//elsewhere is left what a browser takes for another site.
        if path.startswith("/") and url_has_allowed_host_and_scheme(path, None):
            return path
    return listing.get_absolute_url()
