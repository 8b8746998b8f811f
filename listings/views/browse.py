from django.shortcuts import render
from django.views.decorators.http import require_safe

from listings.models import Listing


@require_safe
def home(request):
    newest = Listing.objects.published().for_cards()[:8]
    return render(request, "listings/home.html", {"listings": newest})


@require_safe
def browse(request):
    return render(request, "listings/home.html", {})


def map_json(request):
    return render(request, "base.html")


def feed(request):
    return render(request, "base.html")
