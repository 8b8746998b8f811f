from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q
from django.db.models.lookups import Exact

from listings.search.filters.base import Chip, Condition, Minimum, unset_or
from listings.search.filters.fields import always

if TYPE_CHECKING:
    from listings.models import Listing
    from listings.search.criteria import Search


class Bedrooms(Minimum):
    """`bedrooms`: the least number in the whole place, or 0 for a studio. Its chip names the
    bathrooms too."""

    name, group, legend = "bedrooms", "rooms", "Bedrooms in the whole place"
    reads = ("bedrooms",)
    is_in_columns = True
    offered = [("", "Any"), ("0", "Studio"), *((str(n), f"{n}+") for n in range(1, 6))]
    field = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=20,
        error_messages=always("Bedrooms are a whole number up to 20; 0 is a studio."),
    )

    def condition(self, search: "Search") -> Condition | None:
        return Exact(F("bedrooms"), 0) if search.bedrooms == 0 else super().condition(search)

    def chips(self, search: "Search") -> list[Chip]:
        parts = []
        if search.bedrooms is not None:
            parts.append(f"{search.bedrooms}+ beds" if search.bedrooms else "Studio")
        if search.bathrooms is not None:
            parts.append(f"{search.bathrooms.normalize():f}+ baths")
        rest = search.without("bedrooms", "bathrooms")
        return [Chip(self.group, ", ".join(parts), rest)] if parts else []

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        return {"bedrooms": search.bedrooms}

    def may_match(self, listing: "Listing") -> Q:
        if listing.bedrooms == 0:
            return unset_or(bedrooms=0)
        return unset_or(bedrooms__gte=1, bedrooms__lte=listing.bedrooms)


class Bathrooms(Minimum):
    """`bathrooms`: the least number. The chip of the bedrooms names it."""

    name, group, legend = "bathrooms", "rooms", "Bathrooms"
    reads = ("bathrooms",)
    offered = [("", "Any"), ("1", "1+"), ("1.5", "1.5+"), ("2", "2+"), ("3", "3+")]
    field = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=20,
        decimal_places=2,
        error_messages=always("Bathrooms are a number up to 20, like 1.5."),
    )

    def chips(self, search: "Search") -> list[Chip]:
        return []
