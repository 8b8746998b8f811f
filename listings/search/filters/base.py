"""What all filters have in common, and the shapes that several have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Expression, F, Q
from django.db.models.lookups import GreaterThanOrEqual

from listings.search.filters.fields import SeveralField, YesField

if TYPE_CHECKING:
    from listings.models import Listing
    from listings.search.criteria import Search

Condition = Q | Expression


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, in words. `group` is its panel; `search` is the search without it."""

    group: str
    label: str
    search: "Search"

    @property
    def query(self) -> str:
        return self.search.query()


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


class Filter:
    """One filter: how it is read, what it finds, how it is named, how alerts match it.

    `fields` are its query parameters and the form fields that read them. `group` is the panel that
    `template` shows it in, with its choices as inputs of the type `input`; filters with the same
    `legend` share a fieldset.

    `reads` are the columns of a listing that its condition depends on, each of which
    `listings.models.diff` has to track. `annotations` are expressions that the condition refers to
    by name, and `depends_on` the parameters of other filters that it reads.
    """

    fields: Mapping[str, forms.Field]
    group = ""
    template = ""
    input = ""
    legend = ""
    reads: tuple[str, ...] = ()
    annotations: Mapping[str, Expression] = {}
    depends_on: tuple[str, ...] = ()
    # Whether it counts the results of each of its choices.
    has_facets = False
    # Whether the columns of a saved search say all about it: see `may_match`.
    is_in_columns = False

    def clean(self, form: forms.Form) -> None:
        """Add to the form the errors that no single field can find."""

    def condition(self, search: "Search") -> Condition | None:
        """What it requires of a listing; None where any listing will do."""
        raise NotImplementedError

    def label(self, search: "Search") -> str:
        """Its chip's text; empty while it isn't in use."""
        return ""

    def chips(self, search: "Search") -> list[Chip]:
        label = self.label(search)
        return [Chip(self.group, label, search.without(*self.fields))] if label else []

    def choices(self, search: "Search") -> dict[str, list[Choice]]:
        """For the controls: the choices of its parameters that have some."""
        return {}

    def facets(self, search: "Search") -> Iterator[tuple[str, str, "Search"]]:
        """(parameter, value, the search that has this choice too) for each choice to count."""
        yield from ()

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        """The columns of a saved search that narrow down which listings may match it."""
        return {}

    def may_match(self, listing: "Listing") -> Q:
        """Which saved searches match the listing, as far as these columns say."""
        return Q()


class Switch(Filter):
    """On or off. `name` is its parameter, `has` the condition when it is on. Its chip has the text
    `chip`, or else the `text` beside its box."""

    group, legend = "more", "The place"
    template, input = "listings/filters/switch.html", "checkbox"
    has_facets = True
    name: str
    text: str
    chip = ""
    has: Condition

    def __init__(self) -> None:
        self.fields = {self.name: YesField()}

    def condition(self, search: "Search") -> Condition | None:
        return self.has if getattr(search, self.name) else None

    def label(self, search: "Search") -> str:
        return (self.chip or self.text) if getattr(search, self.name) else ""

    def choices(self, search: "Search") -> dict[str, list[Choice]]:
        return {self.name: [Choice("1", self.text, getattr(search, self.name))]}

    def facets(self, search: "Search") -> Iterator[tuple[str, str, "Search"]]:
        yield self.name, "1", search.replace(**{self.name: True})

    def saved_columns(self, search: "Search") -> dict[str, Any]:
        return {self.name: getattr(search, self.name)} if self.is_in_columns else {}

    def may_match(self, listing: "Listing") -> Q:
        """`is_in_columns` means that listings and saved searches have a column of its name."""
        is_missing = self.is_in_columns and not getattr(listing, self.name)
        return Q(**{self.name: False}) if is_missing else Q()


class Choices(Filter):
    """Any number of the `offered` choices, as (value, label)."""

    template, input = "listings/filters/choices.html", "checkbox"
    has_facets = True
    name: str
    offered: Sequence[tuple[str, str]]

    def __init__(self) -> None:
        self.fields = {self.name: SeveralField(self.offered)}

    def chips(self, search: "Search") -> list[Chip]:
        labels, chosen = dict(self.offered), getattr(search, self.name)
        return [
            Chip(self.group, labels[value], search.replace(**{self.name: without(chosen, value)}))
            for value in chosen
        ]

    def choices(self, search: "Search") -> dict[str, list[Choice]]:
        chosen = getattr(search, self.name)
        return {self.name: [Choice(*choice, choice[0] in chosen) for choice in self.offered]}


class Minimum(Filter):
    """A number that the column `name` has to reach. `offered` are (value, label), the first of
    which means any; queries may have others."""

    template, input = "listings/filters/choices.html", "radio"
    has_facets = True
    name: str
    offered: Sequence[tuple[str, str]]
    field: forms.Field

    def __init__(self) -> None:
        self.fields = {self.name: self.field}
        self.numbers = {value: self.field.clean(value) for value, _ in self.offered if value}

    def condition(self, search: "Search") -> Condition | None:
        number = getattr(search, self.name)
        return None if number is None else GreaterThanOrEqual(F(self.name), number)

    def choices(self, search: "Search") -> dict[str, list[Choice]]:
        return {self.name: offered_or_asked(self.offered, getattr(search, self.name), "{}+")}

    def facets(self, search: "Search") -> Iterator[tuple[str, str, "Search"]]:
        for value, number in self.numbers.items():
            yield self.name, value, search.replace(**{self.name: number})


def without(values: Sequence[Any], value: Any) -> tuple[Any, ...]:
    return tuple(other for other in values if other != value)


def offered_or_asked(offered: Sequence[tuple[str, str]], number: Any, label: str) -> list[Choice]:
    """The offered ones, and the number from the URL if it is another: a form must not lose it."""
    asked = "" if number is None else f"{number:g}" if number else "0"
    if asked not in dict(offered):
        offered = [*offered, (asked, label.format(asked))]
    return [Choice(value, text, value == asked) for value, text in offered]


def drop_crossed(form: forms.Form, least: str, most: str, sentence: str) -> None:
    """Where the ends of a range are in the wrong order, drop both."""
    low, high = form.cleaned_data.get(least), form.cleaned_data.get(most)
    if low is not None and high is not None and low > high:
        form.add_error(least, sentence)
        form.cleaned_data.pop(most)


def unset_or(**conditions: Any) -> Q:
    """That the saved search leaves the column of the first condition empty, or all conditions hold.
    A condition on None, for a value that the listing lacks, never holds."""
    name = next(iter(conditions)).partition("__")[0]
    unset = Q(**{f"{name}__isnull": True})
    return unset if None in conditions.values() else unset | Q(**conditions)
