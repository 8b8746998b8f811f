"""What a search means to the database: part of ListingQuerySet."""

from dataclasses import replace
from math import cos, radians

from django.db import models
from django.db.models import ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Greatest

from listings.geography.distance import EARTH_RADIUS_METERS, reach_meters
from listings.search.amenities import HasAll
from listings.search.bounds import Bounds
from listings.search.costs import cost_for
from listings.search.spelling import mended
from listings.search.terms import read_terms
from listings.search.text_match import Rank

METERS_PER_DEGREE = radians(1) * EARTH_RADIUS_METERS

MOST_RANKED = 1000


class Matching(models.QuerySet):
    """Narrows by a `listings.search.Search`. Every point it looks at is the public one."""

    def matching(self, search):
        return self.fitting(replace(search, q=self.spelled(search.q)))

    def fitting(self, search):
        """What matches, where the words have been put right already."""
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

    def spelled(self, text) -> str:
        """`text` as it is looked for: put right where it finds nothing as it is written."""
        return mended(text, self.model.objects.published())

    def with_words(self, text):
        """With what `terms` reads in it, in what the lister wrote or the place is looked for by."""
        clauses = read_terms(text)
        return self.filter(search_document__matches=clauses) if clauses else self

    def with_rent(self, least, most):
        """Rent for one person, in whole dollars."""
        low = {} if least is None else {"rent_per_person__gte": least * 100}
        high = {} if most is None else {"rent_per_person__lte": most * 100}
        return self.filter(**low, **high)

    def with_cost(self, most, days):
        """What one person really pays a month of such a stay, in whole dollars."""
        if most is None:
            return self
        # The rent alone is never more: an index holds it.
        return self.with_rent(None, most).alias(cost=cost_for(days)).filter(cost__lte=most * 100)

    def with_rooms(self, bedrooms, bathrooms):
        found = self if bathrooms is None else self.filter(bathrooms__gte=bathrooms)
        if bedrooms is None:
            return found
        return found.filter(bedrooms=0) if bedrooms == 0 else found.filter(bedrooms__gte=bedrooms)

    def of_kinds(self, kinds):
        """Of any of these kinds; a sublet may be of a room or of an entire place."""
        if not kinds:
            return self
        spaces = [kind for kind in kinds if kind in ("entire", "room")]
        leases = ["sublet", "takeover"] if "sublet" in kinds else []
        return self.filter(Q(space__in=spaces) | Q(lease_kind__in=leases))

    def free_during(self, start, end):
        """Free for a whole stay; a date that the lister left open fits every stay."""
        found = self
        first, last = start or end, end or start
        if first:
            found = found.filter(Q(available_from=None) | Q(available_from__lte=first))
        if last:
            found = found.filter(Q(available_until=None) | Q(available_until__gte=last))
        return found

    def overlapping(self, start, end):
        """Free for a part of a stay, and not for all of it."""
        begun = Q(available_from=None) | Q(available_from__lte=end)
        lasts = Q(available_until=None) | Q(available_until__gte=start)
        return self.filter(begun, lasts, Q(available_from__gt=start) | Q(available_until__lt=end))

    def with_amenities(self, slugs):
        """With all of these."""
        return self.filter(HasAll(slugs=slugs)) if slugs else self

    def within(self, bounds):
        """On this part of the map."""
        if bounds is None:
            return self
        if bounds.west > bounds.east or bounds.south > bounds.north:
            return self.none()
        return self.filter(
            public_latitude__range=(bounds.south, bounds.north),
            public_longitude__range=(bounds.west, bounds.east),
        )

    def within_walk(self, landmarks, minutes):
        """At most so many minutes on foot from each, as `walk_minutes` counts them."""
        return self.within_reach(landmarks, reach_meters(minutes))

    def within_reach(self, landmarks, meters):
        """At most so far from each of them, in a straight line.

        The box is what an index can serve; the circle is drawn from what it leaves.
        """
        near = self.with_distance(landmarks).within(reach_box(landmarks, meters))
        return near.filter(distance__lte=(meters / METERS_PER_DEGREE) ** 2)

    def beyond(self, meters):
        """Of places with a `distance`, those that lie farther."""
        return self.filter(distance__gt=(meters / METERS_PER_DEGREE) ** 2) if meters else self

    def with_distance(self, landmarks):
        """Annotates `distance`: the square of the degrees (of latitude) to the farthest of them,
        for comparing."""
        squares = [_square_to(mark) for mark in landmarks]
        return self.annotate(distance=Greatest(*squares) if len(squares) > 1 else squares[0])

    def ordered(self, search):
        """In the order of a search, whose spelling is already corrected; ties by id. An order by
        rent or by walk leaves out listings without one."""
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

    def best_first(self, text):
        """Annotates `rank`, and sorts the newest by it: to rank all that have a common word would
        read them all. `text` is searched for as it is; without a term in it, all rank 0."""
        clauses = read_terms(text)
        newest = self.order_by("-published_at", "-pk").values("pk")[:MOST_RANKED]
        ranked = self.model.objects.filter(pk__in=newest).annotate(rank=Rank(clauses=clauses))
        return ranked.order_by("-rank", "-pk")


def reach_box(landmarks, meters) -> Bounds:
    """Around all that lies at most so far from each: the boxes of all have this in common."""
    reach = meters / METERS_PER_DEGREE
    wide = reach / cos(radians(max(mark.latitude for mark in landmarks)))
    norths = [mark.latitude for mark in landmarks]
    easts = [mark.longitude for mark in landmarks]
    return Bounds(max(easts) - wide, max(norths) - reach, min(easts) + wide, min(norths) + reach)


def _square_to(landmark):
    north = F("public_latitude") - landmark.latitude
    east = (F("public_longitude") - landmark.longitude) * cos(radians(landmark.latitude))
    return ExpressionWrapper(north * north + east * east, output_field=FloatField())
