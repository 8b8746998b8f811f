"""How long the database takes for all queries of a page, with empty caches."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from listings.models import Listing
from listings.pagination import write_cursor

REPETITIONS = 9
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


def measure_queries() -> dict[str, float]:
    """Return the median milliseconds of each search, of a page 90 % deep and of an insert."""
    client = Client(headers={"host": "localhost"})
    pages = SEARCHES | {"a page 90 % deep": f"/listings/?sort=cheapest&after={_cursor_at(0.9)}"}
    times = {name: _median(partial(client.get, path)) for name, path in pages.items()}
    return times | {"an insert": _median(_insert)}


def _median(run: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPETITIONS + 2):
        for cache in caches.all():
            cache.clear()
        timer = QueryTimer()
        with connection.execute_wrapper(timer):
            run()
        taken.append(timer.seconds * 1000)
    return statistics.median(taken[2:])  # the first two warm up


class QueryTimer:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started


def _insert() -> None:
    with transaction.atomic():
        row = Listing.objects.order_by("pk").first()
        row.pk, row._state.adding = None, True
        row.save_and_record()
        transaction.set_rollback(True)


def _cursor_at(depth: float) -> str:
    """Return the cursor of the page that starts at this share of the results."""
    rents = Listing.objects.published().exclude(rent_per_person=None)
    index = int(rents.count() * depth)
    rent, pk = rents.order_by("rent_per_person", "pk").values_list("rent_per_person", "pk")[index]
    return write_cursor("cheapest", rent, pk)
