"""Rents and costs per month for one person; parameters are in whole dollars."""

from math import ceil
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.db.models.lookups import LessThanOrEqual

from listings.search.costs import cost_for
from listings.search.filters.base import Filter, drop_crossed, unset_or
from listings.search.filters.fields import WholeDollarsField

if TYPE_CHECKING:
    from listings.models import Listing
    from listings.search.criteria import Search


class Rent(Filter):
    """`min_rent` and `max_rent`."""

    group, template = "rent", "listings/filters/rent.html"
    legend = "Monthly rent per person"
    reads = ("rent_per_person",)
    is_in_columns = True
    fields = {
        "min_rent": WholeDollarsField(label="Lowest rent"),
        "max_rent": WholeDollarsField(label="Highest rent"),
    }

    def clean(self, form: forms.Form) -> None:
        drop_crossed(form, "min_rent", "max_rent", "The lowest rent is above the highest.")

    def condition(self, search: "Search") -> Q | None:
        low, high = search.min_rent, search.max_rent
        least = Q() if low is None else Q(rent_per_person__gte=low * 100)
        most = Q() if high is None else Q(rent_per_person__lte=high * 100)
        return (least & most) or None

    def label(self, search: "Search") -> str:
        low, high = search.min_rent, search.max_rent
        if low is None:
            return "" if high is None else f"Up to ${high:,}"
        return f"From ${low:,}" if high is None else f"${low:,} – ${high:,}"

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        rents = {"min_rent": search.min_rent, "max_rent": search.max_rent}
        return {name: rent for name, rent in rents.items() if rent is not None}

    def may_match(self, listing: "Listing") -> Q:
        rent = listing.rent_per_person
        return unset_or(min_rent__lte=None if rent is None else rent // 100) & unset_or(
            max_rent__gte=None if rent is None else ceil(rent / 100)
        )


class TrueCost(Filter):
    """`max_cost`: rent, utilities and fees, which are spread over the stay."""

    group, template = "rent", "listings/filters/true_cost.html"
    reads = ("rent_per_person", "people", "utilities", "fees")
    depends_on = ("available_from", "available_until")
    fields = {"max_cost": WholeDollarsField(label="All in, at most")}

    def condition(self, search: "Search") -> Q | None:
        if search.max_cost is None:
            return None
        most = search.max_cost * 100
        # The rent alone is never more, and it has an index.
        return Q(rent_per_person__lte=most) & Q(LessThanOrEqual(cost_for(search.days), most))

    def label(self, search: "Search") -> str:
        return "" if search.max_cost is None else f"All in up to ${search.max_cost:,}"

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        return {} if search.max_cost is None else {"max_rent": search.max_cost}
