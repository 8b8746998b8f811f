"""How long the database takes for a page: all its queries, with nothing kept from before."""

import statistics
import time

from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from listings.models import Listing
from listings.pagination import write_cursor

TIMES = 9
STAY = "available_from=2027-06-21&available_until=2027-08-28"
SEARCHES = {
    "newest": "/listings/",
    "rent": "/listings/?max_rent=900",
    "rooms, cheapest": "/listings/?kind=room&max_rent=1000&sort=cheapest",
    "beds and baths": "/listings/?bedrooms=2&bathrooms=1",
    "15 minutes to Tech": "/listings/?near=tech&max_walk=15",
    "closest to Tech": "/listings/?near=tech&sort=closest",
    "a street": "/listings/?q=noyes",
    "two amenities": "/listings/?furnished=1&amenity=laundry&amenity=gym",
    "a summer": f"/listings/?{STAY}",
    "a sublet by true cost": f"/listings/?kind=sublet&{STAY}&sort=cost&max_cost=1200",
    "map, Chicago": "/listings/map.json?zoom=9&bounds=-88.2,41.6,-87.2,42.4",
    "map, Evanston": "/listings/map.json?zoom=13&bounds=-87.75,42.02,-87.64,42.09",
    "map, some blocks": "/listings/map.json?zoom=16&bounds=-87.690,42.050,-87.675,42.060",
}
DEEP = 0.9


def milliseconds() -> dict[str, float]:
    """For each search, a page 90 % deep and an insert: the median time in the database."""
    client = Client(headers={"host": "localhost"})
    pages = SEARCHES | {"a page 90 % deep": f"/listings/?sort=cheapest&after={_cursor()}"}
    times = {name: _median(lambda path=path: client.get(path)) for name, path in pages.items()}
    return times | {"an insert": _median(_insert)}


def _median(ask) -> float:
    taken = []
    for _ in range(TIMES + 2):
        for cache in caches.all():
            cache.clear()
        watch = Watch()
        with connection.execute_wrapper(watch):
            ask()
        taken.append(watch.seconds * 1000)
    return statistics.median(taken[2:])


class Watch:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began


def _insert():
    with transaction.atomic():
        row = Listing.objects.order_by("pk").first()
        row.pk, row._state.adding = None, True
        row.save()
        transaction.set_rollback(True)


def _cursor() -> str:
    rents = Listing.objects.published().exclude(rent_per_person=None)
    place = int(rents.count() * DEEP)
    rent, pk = rents.order_by("rent_per_person", "pk").values_list("rent_per_person", "pk")[place]
    return write_cursor("cheapest", rent, pk)
