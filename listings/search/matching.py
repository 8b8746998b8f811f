"""Runs a search in the database: the part of ListingQuerySet that filters and sorts."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import cos, radians
from typing import TYPE_CHECKING, Any, Protocol, Self

from django.db import models
from django.db.models import ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Greatest

from listings.geography.distance import EARTH_RADIUS_METERS, reach_meters
from listings.search.amenities import HasAll
from listings.search.bounds import Bounds
from listings.search.costs import cost_for
from listings.search.criteria import Search
from listings.search.spelling import correct_spelling
from listings.search.terms import read_terms
from listings.search.text_match import Rank

if TYPE_CHECKING:
    from listings.models import Listing  # noqa: F401 - named in a string

METERS_PER_DEGREE = radians(1) * EARTH_RADIUS_METERS

MAX_RANKED = 1000


class HasLocation(Protocol):
    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


class Matching(models.QuerySet["Listing"]):
    """Filters and sorts by a `Search`. All points are the public ones."""

    def matching(self, search: Search) -> Self:
        return self.fitting(replace(search, q=self.spelled(search.q)))

    def fitting(self, search: Search) -> Self:
        """What matches a search whose spelling is already corrected."""
        found = (
            self.with_words(search.q)
            .with_rent(search.min_rent, search.max_rent)
            .with_cost(search.max_cost, search.days)
            .with_rooms(search.bedrooms, search.bathrooms)
            .of_kinds(search.kind)
            .free_during(search.available_from, search.available_until)
            .with_amenities(search.amenity)
            .within(search.bounds)
        )
        if search.near and search.max_walk:
            found = found.within_walk(search.near, search.max_walk)
        switches = {
            "furnished": search.furnished,
            "pets": search.pets,
            "lister__is_verified_student": search.verified,
        }
        return found.filter(**{name: True for name, on in switches.items() if on})

    def spelled(self, text: str) -> str:
        """`text` with its spelling corrected where it finds nothing as written."""
        return correct_spelling(text, self.model.objects.published())

    def with_words(self, text: str) -> Self:
        """Whose search document matches the text, as `terms` parses it."""
        clauses = read_terms(text)
        return self.filter(search_document__matches=clauses) if clauses else self

    def with_rent(self, least: int | None, most: int | None) -> Self:
        """Rent for one person, in whole dollars."""
        low = {} if least is None else {"rent_per_person__gte": least * 100}
        high = {} if most is None else {"rent_per_person__lte": most * 100}
        return self.filter(**low, **high)

    def with_cost(self, most: int | None, days: int) -> Self:
        """The true cost for one person per month of such a stay, in whole dollars."""
        if most is None:
            return self
        # The rent alone is never more, and it has an index.
        return self.with_rent(None, most).alias(cost=cost_for(days)).filter(cost__lte=most * 100)

    def with_rooms(self, bedrooms: int | None, bathrooms: Decimal | None) -> Self:
        found = self if bathrooms is None else self.filter(bathrooms__gte=bathrooms)
        if bedrooms is None:
            return found
        return found.filter(bedrooms=0) if bedrooms == 0 else found.filter(bedrooms__gte=bedrooms)

    def of_kinds(self, kinds: Collection[str]) -> Self:
        """Of any of these kinds. A sublet may be a room or an entire place."""
        if not kinds:
            return self
        spaces = [kind for kind in kinds if kind in ("entire", "room")]
        leases = ["sublet", "takeover"] if "sublet" in kinds else []
        return self.filter(Q(space__in=spaces) | Q(lease_kind__in=leases))

    def free_during(self, start: date | None, end: date | None) -> Self:
        """Available for the whole stay; a date that the lister left open fits every stay."""
        found = self
        first, last = start or end, end or start
        if first:
            found = found.filter(Q(available_from=None) | Q(available_from__lte=first))
        if last:
            found = found.filter(Q(available_until=None) | Q(available_until__gte=last))
        return found

    def overlapping(self, start: date, end: date) -> Self:
        """Available for a part of the stay, but not for all of it."""
        begun = Q(available_from=None) | Q(available_from__lte=end)
        lasts = Q(available_until=None) | Q(available_until__gte=start)
        return self.filter(begun, lasts, Q(available_from__gt=start) | Q(available_until__lt=end))

    def with_amenities(self, slugs: Collection[str]) -> Self:
        """With all of these."""
        return self.filter(HasAll(slugs=slugs)) if slugs else self

    def within(self, bounds: Bounds | None) -> Self:
        """On this part of the map."""
        if bounds is None:
            return self
        if bounds.west > bounds.east or bounds.south > bounds.north:
            return self.none()
        return self.filter(
            public_latitude__range=(bounds.south, bounds.north),
            public_longitude__range=(bounds.west, bounds.east),
        )

    def within_walk(self, landmarks: Sequence[HasLocation], minutes: int) -> Self:
        """Within a walk of this many minutes from each, as `walk_minutes` counts them."""
        return self.within_reach(landmarks, reach_meters(minutes))

    def within_reach(self, landmarks: Sequence[HasLocation], meters: float) -> Self:
        """Within this distance of each of them, in a straight line.

        An index finds what is in the bounding box; of that, only the circle is kept.
        """
        near = self.with_distance(landmarks).within(reach_box(landmarks, meters))
        return near.filter(distance__lte=(meters / METERS_PER_DEGREE) ** 2)

    def beyond(self, meters: float) -> Self:
        """Listings with a `distance` of more than this."""
        return self.filter(distance__gt=(meters / METERS_PER_DEGREE) ** 2) if meters else self

    def with_distance(self, landmarks: Sequence[HasLocation]) -> Self:
        """Annotates `distance`: the square of the degrees (of latitude) to the farthest of them,
        for comparisons."""
        squares = [_square_to(mark) for mark in landmarks]
        return self.annotate(distance=Greatest(*squares) if len(squares) > 1 else squares[0])

    def sorted_for(self, search: Search) -> Self:
        """In the order of a search whose spelling is already corrected; ties are broken by id. An
        order by rent or distance leaves out listings without one."""
        if search.sort == "cheapest":
            return self.exclude(rent_per_person=None).order_by("rent_per_person", "pk")
        if search.sort == "cost":
            paid = self.exclude(rent_per_person=None).annotate(cost=cost_for(search.days))
            return paid.order_by("cost", "pk")
        if search.sort == "closest":
            placed = self.exclude(public_latitude=None).exclude(public_longitude=None)
            return placed.with_distance(search.centers).order_by("distance", "pk")
        if search.sort == "best":
            return self.best_first(search.q)
        return self.order_by("-published_at", "-pk")

    def best_first(self, text: str) -> Self:
        """Annotates `rank`, and sorts the newest by it: ranking all listings with a common word
        would read them all. `text` is used as it is; without a term in it, all rank 0."""
        clauses = read_terms(text)
        newest = self.order_by("-published_at", "-pk").values("pk")[:MAX_RANKED]
        ranked: Self = self.model.objects.filter(pk__in=newest)
        return ranked.annotate(rank=Rank(clauses=clauses)).order_by("-rank", "-pk")


def reach_box(landmarks: Sequence[HasLocation], meters: float) -> Bounds:
    """The bounding box of the points within this distance of all: where their boxes overlap."""
    reach = meters / METERS_PER_DEGREE
    wide = reach / cos(radians(max(mark.latitude for mark in landmarks)))
    norths = [mark.latitude for mark in landmarks]
    easts = [mark.longitude for mark in landmarks]
    return Bounds(max(easts) - wide, max(norths) - reach, min(easts) + wide, min(norths) + reach)


def _square_to(landmark: HasLocation) -> "ExpressionWrapper[Any]":
    north = F("public_latitude") - landmark.latitude
    east = (F("public_longitude") - landmark.longitude) * cos(radians(landmark.latitude))
    return ExpressionWrapper(north * north + east * east, output_field=FloatField())
