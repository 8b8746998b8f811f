"""What the templates of the filters need beyond the form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.forms import BoundField

from listings.search.chips import Chip
from listings.search.form import BATHROOMS, BEDROOMS, WALKS, SearchForm
from listings.search.quarter_stays import Stay

GROUPS = {
    "rent": "Rent",
    "stay": "Dates",
    "kind": "Kind",
    "rooms": "Beds & baths",
    "walk": "Walk to",
    "more": "More",
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StayChoice:
    """`query` is the search with its dates."""

    stay: Stay
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter's button. It shows `name`, or `label` while the filter is in use."""

    group: str
    name: str
    label: str


class Controls:
    def __init__(
        self, form: SearchForm, chips: Sequence[Chip] = (), stays: Sequence[Stay] = ()
    ) -> None:
        self.form, self.search = form, form.search
        self.stays = [StayChoice(stay, stay.is_of(self.search), self._with(stay)) for stay in stays]
        self.pills = {
            group: Pill(group, name, _label([chip for chip in chips if chip.group == group]))
            for group, name in GROUPS.items()
        }

    def _with(self, stay: Stay) -> str:
        dates: dict[str, Any] = {
            "available_from": stay.start,
            "available_until": stay.end,
            "after": "",
        }
        return replace(self.search, **dates).query()

    @property
    def rents(self) -> tuple[BoundField, BoundField]:
        return self.form["min_rent"], self.form["max_rent"]

    @property
    def days(self) -> tuple[BoundField, BoundField]:
        return self.form["available_from"], self.form["available_until"]

    @property
    def bedrooms(self) -> list[Choice]:
        return _choices(BEDROOMS, self.search.bedrooms)

    @property
    def bathrooms(self) -> list[Choice]:
        return _choices(BATHROOMS, self.search.bathrooms)

    @property
    def walks(self) -> list[Choice]:
        return _choices(WALKS, self.search.max_walk)

    @property
    def near(self) -> list[str]:
        return [mark.slug for mark in self.search.near]

    @property
    def fields(self) -> list[BoundField]:
        """Those that show an error beside them."""
        return [field for field in self.form if field.name not in ("after", "bounds")]

    @property
    def left_out(self) -> list[tuple[BoundField, str, str]]:
        """(field, value, error) for each value that couldn't be read."""
        return [
            (field, ", ".join(self.form.data.getlist(field.name)), str(field.errors[0]))
            for field in self.form
            if field.errors
        ]


def _label(chips: list[Chip]) -> str:
    return chips[0].label if len(chips) == 1 else f"{len(chips)} chosen" if chips else ""


def _choices(offered: list[tuple[str, str]], value: int | Decimal | None) -> list[Choice]:
    """The offered ones, and the value from the URL if it is another: a form must not lose it."""
    asked = "" if value is None else f"{value:g}" if value else "0"
    if asked not in dict(offered):
        offered = [*offered, (asked, f"{asked}+" if offered is not WALKS else f"{asked} min")]
    return [Choice(written, label, written == asked) for written, label in offered]
