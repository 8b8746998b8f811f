from django.db.models import Max, Min
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from listings.models import Listing
from listings.page_cache import conditional, results_fingerprint
from listings.search.form import SearchForm
from listings.search.map_clusters import MOST_COUNTED, pins_of

USUAL_ZOOM, CLOSEST_ZOOM = 14, 22


@require_safe
@conditional(results_fingerprint)
def map_json(request):
    """GeoJSON of what a search finds within `bounds`: places, or counts where there are many.

    Where there are very many, `newest` is of how many, the newest, the counts are, else null.
    `errors` says what of the query wasn't understood; `elsewhere` is where the search does find
    something, as [west, south, east, north], when it finds nothing here.
    """
    form = SearchForm(request.GET)
    search = form.search
    found = Listing.objects.published().matching(search.without("bounds"))
    pins = pins_of(found, search.bounds, _zoom(request.GET.get("zoom", "")))
    features = [*map(_place, pins.places), *map(_cluster, pins.clusters)]
    return JsonResponse(
        {
            "type": "FeatureCollection",
            "features": features,
            "newest": MOST_COUNTED if pins.is_capped else None,
            "elsewhere": None if features else _extent(found),
            "errors": form.errors,
        }
    )


def _zoom(text: str) -> int:
    zoom = int(text) if text.isdecimal() and len(text) < 3 else USUAL_ZOOM
    return min(zoom, CLOSEST_ZOOM)


def _place(listing) -> dict:
    return _feature(
        listing.public_longitude,
        listing.public_latitude,
        id=listing.pk,
        rent=listing.rent_per_person,
        title=listing.title,
        summary=listing.summary(),
        url=listing.get_absolute_url(),
        status=listing.status_today,
    )


def _cluster(cluster: dict) -> dict:
    return _feature(
        cluster["longitude"], cluster["latitude"], count=cluster["number"], rent=cluster["rent"]
    )


def _feature(longitude, latitude, **properties) -> dict:
    point = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _extent(listings) -> list[float] | None:
    ends = listings.aggregate(
        west=Min("public_longitude"),
        south=Min("public_latitude"),
        east=Max("public_longitude"),
        north=Max("public_latitude"),
    )
    sides = [ends[side] for side in ("west", "south", "east", "north")]
    return None if None in sides else sides
