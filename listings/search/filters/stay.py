from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.formats import date_format

from listings.search.filters.base import Filter, drop_crossed, unset_or

if TYPE_CHECKING:
    from listings.models import Listing
    from listings.search.criteria import Search


class DayField(forms.DateField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": "Pick a date, or write it like 2027-09-01."},
        )


class Stay(Filter):
    """`available_from` and `available_until`: a date that the lister left open fits every stay.
    With only one of them, that day alone counts."""

    group, template = "stay", "listings/filters/stay.html"
    legend = "Available for my whole stay"
    reads = ("available_from", "available_until")
    is_in_columns = True
    fields = {"available_from": DayField("Move in"), "available_until": DayField("Move out")}

    def clean(self, form: forms.Form) -> None:
        sentence = "You would move out before you move in."
        drop_crossed(form, "available_from", "available_until", sentence)

    def condition(self, search: "Search") -> Q | None:
        first, last = _ends(search)
        if not (first and last):
            return None
        begun = Q(available_from=None) | Q(available_from__lte=first)
        return begun & (Q(available_until=None) | Q(available_until__gte=last))

    def label(self, search: "Search") -> str:
        first, last = search.available_from, search.available_until
        # The same year is named once: on a phone, the chip shares its row with others.
        one_year = first and last and first.year == last.year
        start = first and date_format(first, "M j" if one_year else "M j, Y")
        end = last and date_format(last, "M j, Y")
        if start and end:
            return f"{start} – {end}"
        return f"From {start}" if start else f"Until {end}" if end else ""

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        first, last = _ends(search)
        return {"stay_from": first, "stay_until": last}

    def may_match(self, listing: "Listing") -> Q:
        start, end = listing.available_from, listing.available_until
        begun = unset_or(stay_from__gte=start) if start else Q()
        return begun & (unset_or(stay_until__lte=end) if end else Q())


def _ends(search: "Search") -> tuple[date | None, date | None]:
    first, last = search.available_from, search.available_until
    return first or last, last or first


def overlapping(start: date, end: date) -> Q:
    """Listings that are available for a part of the stay, but not for all of it."""
    begun = Q(available_from=None) | Q(available_from__lte=end)
    lasts = Q(available_until=None) | Q(available_until__gte=start)
    return begun & lasts & (Q(available_from__gt=start) | Q(available_until__lt=end))
