from typing import NamedTuple

from django.db.models import F, Manager, Prefetch, Q, Value
from django.db.models.functions import Abs

from listings.models.lifecycle import HIDDEN, not_ended
from listings.querysets.change_logging import ChangeLoggingQuerySet
from listings.querysets.expiry import ExpiryQuerySet
from listings.querysets.lister import ListerQuerySet
from listings.search.matching import Matching


class ListingQuerySet(Matching, ListerQuerySet, ExpiryQuerySet, ChangeLoggingQuerySet):
    def published(self):
        """What one can find: every list, map and feed starts here."""
        return self.filter(not_ended(), status="published")

    def visible_to(self, user):
        """Listings whose pages `user` may open: all but other people's hidden ones."""
        mine = Q(lister=user) if user.is_authenticated else Q()
        return self.filter(~Q(status__in=HIDDEN) | mine)

    def for_cards(self):
        """With all that a card shows, in a fixed number of queries."""
        photos = self.model.photos.rel.related_model.objects.covers()
        return self.prefetch_related(Prefetch("photos", photos, to_attr="covers"))

    def for_page(self):
        """With all that a listing's own page shows, in a fixed number of queries."""
        return self.select_related("lister").prefetch_related("photos", "amenities")

    def saved_by(self, user):
        """What a person saved, the newest saved first."""
        return self.visible_to(user).filter(saves__user=user).order_by("-saves__saved_at", "-pk")

    def similar_to(self, listing):
        """Open places of the same kind within some 800 m, the nearest in rent first."""
        if listing.public_latitude is None or listing.rent_per_person is None:
            return self.none()
        near = (
            self.published()
            .exclude(pk=listing.pk)
            .filter(
                space=listing.space,
                rent_per_person__isnull=False,
                public_latitude__range=_around(listing.public_latitude, SIMILAR_LATITUDE),
                public_longitude__range=_around(listing.public_longitude, SIMILAR_LONGITUDE),
            )
        )
        # In a dense part of town a few hundred are choice enough, and they keep this cheap.
        return self.filter(pk__in=near.order_by().values("pk")[:300]).order_by(
            Abs(F("rent_per_person") - listing.rent_per_person), "pk"
        )

    def comparable_to(self, listing, column):
        """(`column`, how it is let, miles at the most) of open places of its kind and size within
        three miles, from near rings to far ones: who asks for the first of a crowd reads and sorts
        no more than these. See `standing`."""
        center = Point(*listing.public_point)
        alike = self.open().filter(space=listing.space, bedrooms__range=_as_large(listing))
        alike = alike.exclude(pk=listing.pk).filter(**{f"{column}__gt": 0})
        inner, rings = 0, []
        for meters, miles in RINGS:
            ring = alike.within_reach([center], meters).beyond(inner).annotate(miles=Value(miles))
            rings.append(ring.order_by().values_list(column, "lease_kind", "miles"))
            inner = meters
        return rings[0].union(*rings[1:], all=True)


class ListingManager(Manager.from_queryset(ListingQuerySet)):
    def get_queryset(self):
        # They are looked in, never shown, and as long as the row itself.
        return super().get_queryset().defer("search_document")


class Point(NamedTuple):
    latitude: float
    longitude: float


RINGS = ((500, 1), (1609, 1), (4828, 3))  # meters, and the miles within which that is


def _as_large(listing) -> tuple[int, int]:
    """The least and the most bedrooms of what is as large."""
    if listing.space == "room":
        return max(0, listing.bedrooms - 1), listing.bedrooms + 1
    return min(listing.bedrooms, 5), listing.bedrooms if listing.bedrooms < 5 else 20


# 800 m in degrees, at the latitude of Evanston.
SIMILAR_LATITUDE, SIMILAR_LONGITUDE = 0.0072, 0.0097


def _around(middle, half):
    return middle - half, middle + half
