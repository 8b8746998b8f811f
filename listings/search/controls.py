"""What the templates of the filters need beyond the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField

from listings.search.filters import FILTERS
from listings.search.filters.base import Chip, Choice, Filter
from listings.search.form import SearchForm
from listings.search.quarter_stays import Stay

PANELS = {
    "rent": "Rent",
    "stay": "Dates",
    "kind": "Kind",
    "rooms": "Beds & baths",
    "walk": "Walk to",
    "more": "More",
}


@dataclass(frozen=True, slots=True)
class StayChoice:
    """`query` is the search with its dates."""

    stay: Stay
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Control:
    """A filter in its panel, with the field and the choices of its first parameter."""

    filter: Filter
    field: BoundField
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Panel:
    """A group of filters. Its button shows `name`, or `label` while one of them is in use."""

    group: str
    name: str
    label: str
    controls: list[Control]


class Controls:
    def __init__(
        self, form: SearchForm, chips: Sequence[Chip] = (), stays: Sequence[Stay] = ()
    ) -> None:
        self.form, self.search = form, form.search
        # Of each parameter that has some.
        self.choices = {
            name: choices for each in FILTERS for name, choices in each.choices(self.search).items()
        }
        self.panels = [
            Panel(group, name, _label(group, chips), self._controls(group))
            for group, name in PANELS.items()
        ]
        self.stays = [StayChoice(stay, stay.is_of(self.search), self._with(stay)) for stay in stays]

    def _controls(self, group: str) -> list[Control]:
        filters = [(each, next(iter(each.fields))) for each in FILTERS if each.group == group]
        return [
            Control(each, self.form[name], self.choices.get(name, [])) for each, name in filters
        ]

    def _with(self, stay: Stay) -> str:
        return self.search.replace(available_from=stay.start, available_until=stay.end).query()

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


def _label(group: str, chips: Sequence[Chip]) -> str:
    labels = [chip.label for chip in chips if chip.group == group]
    return labels[0] if len(labels) == 1 else f"{len(labels)} chosen" if labels else ""
