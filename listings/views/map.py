from typing import Any

from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from listings.models import Listing
from listings.page_cache import conditional, results_fingerprint
from listings.search.form import SearchForm
from listings.search.map_clusters import MAX_CLUSTERED, Cluster, pins_of
from listings.search.matching import matching
from listings.search.spelling import corrected

DEFAULT_ZOOM, MAX_ZOOM = 14, 22


@require_safe
@conditional(results_fingerprint)
def map_json(request: HttpRequest) -> HttpResponse:
    """GeoJSON of what a search finds within `bounds`: listings, or clusters where there are many.

    `newest` is null, or the number of the newest listings that the clusters count where there are
    more. `errors` has the parts of the query that couldn't be read. When the search finds nothing
    here, `elsewhere` is where it does: [west, south, east, north].
    """
    form = SearchForm(request.GET)
    search = form.search
    found = matching(corrected(search.without("bounds")))
    pins = pins_of(found, search.bounds, _zoom(request.GET.get("zoom", "")))
    features = [*map(_listing, pins.listings), *map(_cluster, pins.clusters)]
    return JsonResponse(
        {
            "type": "FeatureCollection",
            "features": features,
            "newest": MAX_CLUSTERED if pins.is_capped else None,
            "elsewhere": None if features else _extent(found),
            "errors": form.errors,
        }
    )


def _zoom(text: str) -> int:
    zoom = int(text) if text.isdecimal() and len(text) < 3 else DEFAULT_ZOOM
    return min(zoom, MAX_ZOOM)


def _listing(listing: Listing) -> dict[str, Any]:
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


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return _feature(cluster.longitude, cluster.latitude, count=cluster.number, rent=cluster.rent)


def _feature(longitude: float, latitude: float, **properties: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _extent(listings: QuerySet[Listing]) -> list[float] | None:
    ends = listings.aggregate(
        west=Min("public_longitude"),
        south=Min("public_latitude"),
        east=Max("public_longitude"),
        north=Max("public_latitude"),
    )
    sides = [ends[side] for side in ("west", "south", "east", "north")]
    return None if None in sides else sides
