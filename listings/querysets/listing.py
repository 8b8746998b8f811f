from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Manager, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Abs

from accounts.models import User
from listings.models.lifecycle import NOT_PUBLIC, not_ended
from listings.querysets.change_logging import ChangeLoggingQuerySet
from listings.querysets.expiry import ExpiryQuerySet
from listings.querysets.lister import ListerQuerySet
from listings.querysets.location import beyond, in_reach

if TYPE_CHECKING:
    from listings.models import Listing


class ListingDeleted(Exception):
    """The listing's row was deleted since it was loaded, say in another tab."""


class ListingQuerySet(ListerQuerySet, ExpiryQuerySet, ChangeLoggingQuerySet):
    def published(self) -> Self:
        """Listings that searches can find: every list, map and feed starts here."""
        return self.filter(not_ended(), status="published")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Listings whose pages `user` may open: all but other people's hidden ones."""
        mine = Q(lister=user) if user.is_authenticated else Q()
        return self.filter(~Q(status__in=NOT_PUBLIC) | mine)

    def lock(self, pk: int) -> "Listing":
        """The listing as it is stored now, locked until the transaction ends. Raises
        ListingDeleted."""
        listing = self.select_for_update().filter(pk=pk).first()
        if listing is None:
            raise ListingDeleted
        return listing

    def for_cards(self) -> Self:
        """With what cards show, in a fixed number of queries."""
        photos = self.model.photos.rel.related_model.objects.covers()
        return self.prefetch_related(Prefetch("photos", photos, to_attr="covers"))

    def for_page(self) -> Self:
        """With what a listing's own page shows, in a fixed number of queries."""
        return self.select_related("lister").prefetch_related("photos", "amenities")

    def saved_by(self, user: User) -> Self:
        """What a person saved, the last saved first."""
        return self.visible_to(user).filter(saves__user=user).order_by("-saves__saved_at", "-pk")

    def similar_to(self, listing: "Listing") -> Self:
        """Published listings of the same space within some 800 m, the closest in rent first."""
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
        # In a dense part of town a few hundred are enough, and keep this cheap.
        return self.filter(pk__in=near.order_by().values("pk")[:300]).order_by(
            Abs(F("rent_per_person") - listing.rent_per_person), "pk"
        )

    def comparable_to(self, listing: "Listing", column: str) -> QuerySet[Any]:
        """(`column`, lease kind, miles at the most) of open listings of its space and size within
        three miles, from near rings to far ones: a slice of the first ones reads and sorts no more
        than these. See `listings.rent_comparison`."""
        center = Point(*listing.public_point)
        alike = self.open().filter(space=listing.space, bedrooms__range=_similar_bedrooms(listing))
        alike = alike.exclude(pk=listing.pk).filter(**{f"{column}__gt": 0})
        inner, rings = 0, []
        for meters, miles in RINGS:
            ring = alike.filter(in_reach([center], meters)).annotate(miles=Value(miles))
            if inner:
                ring = ring.filter(beyond([center], inner))
            rings.append(ring.order_by().values_list(column, "lease_kind", "miles"))
            inner = meters
        return rings[0].union(*rings[1:], all=True)


class ListingManager(Manager.from_queryset(ListingQuerySet)):
    def get_queryset(self) -> ListingQuerySet:
        # It is only searched in, and as long as all other columns together.
        return super().get_queryset().defer("search_document")


class Point(NamedTuple):
    latitude: float
    longitude: float


RINGS = ((500, 1), (1609, 1), (4828, 3))  # (meters, miles within which that is)


def _similar_bedrooms(listing: "Listing") -> tuple[int, int]:
    """The least and the most bedrooms of listings as large as this one."""
    if listing.space == "room":
        return max(0, listing.bedrooms - 1), listing.bedrooms + 1
    return min(listing.bedrooms, 5), listing.bedrooms if listing.bedrooms < 5 else 20


# 800 m in degrees, at the latitude of Evanston.
SIMILAR_LATITUDE, SIMILAR_LONGITUDE = 0.0072, 0.0097


def _around(middle: float, half: float) -> tuple[float, float]:
    return middle - half, middle + half
