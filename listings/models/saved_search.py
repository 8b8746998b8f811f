"""Searches that people keep, and which of them a place may fit."""

from math import ceil

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from listings.geography.distance import reach_meters
from listings.search.chips import chips_of, name_of
from listings.search.criteria import Search
from listings.search.form import read_search
from listings.search.matching import reach_box

MOST = 20


class NotSaved(Exception):
    """Why a search can't be saved, as a sentence for whoever wanted it."""


class SavedSearchQuerySet(models.QuerySet):
    def keep(self, user, search: Search) -> tuple["SavedSearch", bool]:
        """Save what is asked, however it is sorted; and whether that is new. Raises NotSaved."""
        search = search.without("sort")
        if search == Search():
            raise NotSaved("Choose at least one filter, then save the search.")
        with transaction.atomic():
            # One after another, or two at once would both find room.
            get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
            mine = self.filter(user=user)
            if old := mine.filter(query=search.query()).first():
                return old, False
            if mine.count() >= MOST:
                raise NotSaved(
                    f"You have {MOST} saved searches, and that is the most. Delete one first."
                )
            return self.create(user=user, name=name_of(search), **columns_of(search)), True

    def told(self):
        """Of people who are told what is new."""
        return self.exclude(alert_frequency=SavedSearch.AlertFrequency.NEVER).filter(
            user__is_active=True
        )

    def that_may_find(self, listing):
        """All that a place fits, and some more: what their columns can't tell, such as words, the
        search itself has to decide."""
        rent, rooms = listing.rent_per_person, listing.bedrooms
        found = self.filter(
            _holds(min_rent__lte=None if rent is None else rent // 100),
            _holds(max_rent__gte=None if rent is None else ceil(rent / 100)),
            _holds(bedrooms=0) if rooms == 0 else _holds(bedrooms__gte=1, bedrooms__lte=rooms),
            _holds(
                south__lte=listing.public_latitude,
                north__gte=listing.public_latitude,
                west__lte=listing.public_longitude,
                east__gte=listing.public_longitude,
            ),
            Q(kinds="")
            | Q(*(Q(kinds__contains=kind) for kind in _kinds(listing)), _connector="OR"),
        )
        if listing.available_from:
            found = found.filter(_holds(stay_from__gte=listing.available_from))
        if listing.available_until:
            found = found.filter(_holds(stay_until__lte=listing.available_until))
        needs = {name: False for name in ("furnished", "pets") if not getattr(listing, name)}
        return found.filter(**needs)


class SavedSearch(models.Model):
    class AlertFrequency(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    # The one query string of a `Search`: what it finds follows from this alone.
    query = models.TextField(editable=False)
    alert_frequency = models.CharField(
        "alerts",
        max_length=5,
        choices=AlertFrequency,
        default=AlertFrequency.NOW,
        db_column="tell",
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    # What of it a database can compare with one place; empty is any. Rents in whole dollars.
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

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where one sees what it finds."""
        return f"{reverse('listings:browse')}?{self.query}"

    @property
    def search(self) -> Search:
        return read_search(self.query)[0]

    @property
    def chips(self):
        return chips_of(self.search)


def columns_of(search: Search) -> dict:
    """What a saved search keeps of it."""
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
        **_box_of(search),
    }


def _box_of(search) -> dict:
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


def _holds(**conditions) -> Q:
    """That a search doesn't ask, or that what it asks holds; of what isn't known, nothing does."""
    name = next(iter(conditions)).partition("__")[0]
    unasked = Q(**{f"{name}__isnull": True})
    return unasked if None in conditions.values() else unasked | Q(**conditions)


def _kinds(listing) -> list[str]:
    sublets = (listing.LeaseKind.SUBLET, listing.LeaseKind.TAKEOVER)
    return [listing.space, *(["sublet"] if listing.lease_kind in sublets else [])]
