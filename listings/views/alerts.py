from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.authentication.login_redirects import login_required
from listings.alerts.creation import publish_unseen_counts
from listings.models import Listing

PAGE_SIZE = 30


@login_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    rows = request.user.alerts.relevant().select_related("search").order_by("-pk")
    rows = rows.prefetch_related(Prefetch("listing", Listing.objects.for_cards()))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    newest = max((alert.pk for alert in page), default="")
    unseen = sum(alert.seen_at is None for alert in page)
    context = {"page": page, "upto": newest if page.number == 1 else "", "unseen": unseen}
    return render(request, "listings/alerts.html", context)


@login_required
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark alerts as seen up to `upto`, the newest on the page. Later ones are still new."""
    upto = request.POST.get("upto", "")
    if upto.isascii() and upto.isdigit() and len(upto) <= 18:
        new = request.user.alerts.filter(seen_at=None, pk__lte=int(upto))
        if new.update(seen_at=timezone.now()):
            publish_unseen_counts([request.user.pk])
    return HttpResponse(status=204) if request.htmx else redirect("listings:alerts")
