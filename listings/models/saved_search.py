"""Saved searches, and the columns by which the database compares them with a listing."""

from math import ceil
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from listings.geography.distance import reach_meters
from listings.search.chips import Chip, chips_of, name_of
from listings.search.criteria import Search
from listings.search.form import read_search
from listings.search.matching import reach_box

if TYPE_CHECKING:
    from listings.models.listing import Listing

MAX_PER_USER = 20


class SearchNotSaved(Exception):
    """Tells the user, in a sentence, why their search can't be saved."""


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def save_search(self, user: User, search: Search) -> tuple["SavedSearch", bool]:
        """Save a search without its sort order; returns it and whether it is new. Raises
        SearchNotSaved."""
        search = search.without("sort")
        if search == Search():
            raise SearchNotSaved("Choose at least one filter, then save the search.")
        with transaction.atomic():
            # Locked: otherwise two requests at once could both find room for one more.
            get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
            saved = self.filter(user=user)
            if existing := saved.filter(query=search.query()).first():
                return existing, False
            if saved.count() >= MAX_PER_USER:
                raise SearchNotSaved(
                    f"You can save {MAX_PER_USER} searches at most. Delete one first."
                )
            return self.create(user=user, name=name_of(search), **columns_of(search)), True

    def with_alerts(self) -> Self:
        """Searches of active users that send alerts."""
        never = SavedSearch.AlertFrequency.NEVER
        return self.exclude(alert_frequency=never).filter(user__is_active=True)

    def may_match(self, listing: "Listing") -> Self:
        """All searches that match a listing, and some that don't: what their columns can't decide,
        such as words, takes running the search."""
        rent, bedrooms = listing.rent_per_person, listing.bedrooms
        found = self.filter(
            _unset_or(min_rent__lte=None if rent is None else rent // 100),
            _unset_or(max_rent__gte=None if rent is None else ceil(rent / 100)),
            _unset_or(bedrooms=0)
            if bedrooms == 0
            else _unset_or(bedrooms__gte=1, bedrooms__lte=bedrooms),
            _unset_or(
                south__lte=listing.public_latitude,
                north__gte=listing.public_latitude,
                west__lte=listing.public_longitude,
                east__gte=listing.public_longitude,
            ),
            Q(kinds="")
            | Q(*(Q(kinds__contains=kind) for kind in _kinds(listing)), _connector="OR"),
        )
        if listing.available_from:
            found = found.filter(_unset_or(stay_from__gte=listing.available_from))
        if listing.available_until:
            found = found.filter(_unset_or(stay_until__lte=listing.available_until))
        missing = {name: False for name in ("furnished", "pets") if not getattr(listing, name)}
        return found.filter(**missing)


class SavedSearch(models.Model):
    class AlertFrequency(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    # The query string of a `Search`: what it finds follows from this alone.
    query = models.TextField(editable=False)
    alert_frequency = models.CharField(
        "alerts",
        max_length=5,
        choices=AlertFrequency,
        default=AlertFrequency.NOW,
        db_column="tell",
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    # What the database can compare with a listing: see `may_match`. Empty means any. Rents are in
    # whole dollars.
    min_rent = models.PositiveIntegerField(null=True, editable=False)
    max_rent = models.PositiveIntegerField(null=True, editable=False)
    bedrooms = models.PositiveSmallIntegerField(null=True, editable=False)
    kinds = models.CharField(max_length=40, blank=True, editable=False)
    stay_from = models.DateField(null=True, editable=False)
    stay_until = models.DateField(null=True, editable=False)
    furnished = models.BooleanField(default=False, editable=False)
    pets = models.BooleanField(default=False, editable=False)
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of its results."""
        return f"{reverse('listings:browse')}?{self.query}"

    @property
    def search(self) -> Search:
        return read_search(self.query)[0]

    @property
    def chips(self) -> list[Chip]:
        return chips_of(self.search)


def columns_of(search: Search) -> dict[str, Any]:
    """The columns of a SavedSearch that hold `search`."""
    rents = [rent for rent in (search.max_rent, search.max_cost) if rent is not None]
    start, end = search.available_from, search.available_until
    return {
        "query": search.query(),
        "min_rent": search.min_rent,
        "max_rent": min(rents, default=None),
        "bedrooms": search.bedrooms,
        "kinds": ",".join(search.kind),
        "stay_from": start or end,
        "stay_until": end or start,
        "furnished": search.furnished,
        "pets": search.pets,
        **_bounding_box(search),
    }


def _bounding_box(search: Search) -> dict[str, float]:
    boxes = [search.bounds] if search.bounds else []
    if search.near and search.max_walk:
        boxes.append(reach_box(search.near, reach_meters(search.max_walk)))
    if not boxes:
        return {}
    return {
        "west": max(box.west for box in boxes),
        "south": max(box.south for box in boxes),
        "east": min(box.east for box in boxes),
        "north": min(box.north for box in boxes),
    }


def _unset_or(**conditions: Any) -> Q:
    """That the search leaves the column of the first condition empty, or all conditions hold. A
    condition on None, for a value that the listing lacks, never holds."""
    name = next(iter(conditions)).partition("__")[0]
    unset = Q(**{f"{name}__isnull": True})
    return unset if None in conditions.values() else unset | Q(**conditions)


def _kinds(listing: "Listing") -> list[str]:
    sublets = (listing.LeaseKind.SUBLET, listing.LeaseKind.TAKEOVER)
    return [listing.space, *(["sublet"] if listing.lease_kind in sublets else [])]
