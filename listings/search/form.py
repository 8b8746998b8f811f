from typing import Any, cast

from django import forms
from django.http import QueryDict

from listings.geography.landmarks import LANDMARKS
from listings.models.amenity import Amenity
from listings.search.criteria import BEST, NEWEST, Search
from listings.search.fields import (
    BoundsField,
    LandmarksField,
    SeveralField,
    WholeDollarsField,
    YesField,
    always,
)
from listings.search.terms import read_terms

LANDMARK = {mark.slug: mark for mark in LANDMARKS}

KINDS = [("entire", "Entire place"), ("room", "Room"), ("sublet", "Sublet or takeover")]
BEDROOMS = [("", "Any"), ("0", "Studio"), *((str(n), f"{n}+") for n in range(1, 6))]
BATHROOMS = [("", "Any"), ("1", "1+"), ("1.5", "1.5+"), ("2", "2+"), ("3", "3+")]
WALKS = [("", "Any walk"), *((str(n), f"{n} min") for n in (5, 10, 15, 20, 30))]
SORTS = [("newest", "Newest first"), ("cheapest", "Lowest rent"), ("closest", "Shortest walk")]
SORTS += [("cost", "Lowest true cost"), ("best", "Best match")]

UNREADABLE_DATE = "Pick a date, or write it like 2027-09-01."


class SearchForm(forms.Form):
    """Reads a query string. What it can't read becomes an error; `search` has the rest."""

    data: QueryDict

    q = forms.CharField(
        label="Keywords",
        required=False,
        max_length=200,
        error_messages={
            "max_length": "Use at most 200 characters.",
            "null_characters_not_allowed": "There’s a character in it that we can’t search for.",
        },
    )
    min_rent = WholeDollarsField(label="Lowest rent")
    max_rent = WholeDollarsField(label="Highest rent")
    max_cost = WholeDollarsField(label="All in, at most")
    bedrooms = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=20,
        error_messages=always("Bedrooms are a whole number up to 20; 0 is a studio."),
    )
    bathrooms = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=20,
        decimal_places=2,
        error_messages=always("Bathrooms are a number up to 20, like 1.5."),
    )
    kind = SeveralField(KINDS)
    available_from = forms.DateField(
        label="Move in",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": UNREADABLE_DATE},
    )
    available_until = forms.DateField(
        label="Move out",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": UNREADABLE_DATE},
    )
    furnished = YesField()
    pets = YesField()
    amenity = SeveralField(Amenity.choices)
    near = LandmarksField(LANDMARKS, label="Walk to")
    max_walk = forms.IntegerField(
        label="Longest walk",
        required=False,
        min_value=1,
        max_value=120,
        error_messages=always("The walk is a whole number of minutes, up to 120."),
    )
    verified = YesField()
    bounds = BoundsField(label="Map")
    sort = forms.ChoiceField(
        required=False,
        choices=SORTS,
        error_messages={"invalid_choice": "Sort by newest, cheapest, closest, cost or best."},
    )
    # Not validated: a cursor that can't be read means the first page.
    after = forms.Field(required=False)

    def clean_q(self) -> str:
        # Half a surrogate pair is valid in Python, but not in a database.
        written = self.cleaned_data["q"].encode(errors="replace").decode()
        return " ".join(written.split())

    def clean_kind(self) -> Any:
        return self._known("kind")

    def clean_amenity(self) -> Any:
        return self._known("amenity")

    def clean_near(self) -> Any:
        return self._known("near")

    def _known(self, name: str) -> Any:
        """The known choices; an unknown one is an error, but doesn't affect the others."""
        field, values = cast(SeveralField, self.fields[name]), self.data.getlist(name)
        if field.unknown(values):
            self.add_error(name, "We don’t know one of these. Pick from the list.")
        return field.clean(values)

    def clean(self) -> None:
        self._uncross("min_rent", "max_rent", "The lowest rent is above the highest.")
        self._uncross("available_from", "available_until", "You would move out before you move in.")
        if self.cleaned_data.get("max_walk") and not self.cleaned_data.get("near"):
            self.add_error("max_walk", "Also choose where to walk to.")
        if self.cleaned_data.get("sort") == BEST and not read_terms(self.cleaned_data.get("q", "")):
            # Words such as "the" or "!" leave no terms to rank by: every listing matches alike.
            self.cleaned_data["sort"] = NEWEST

    def _uncross(self, least: str, most: str, sentence: str) -> None:
        """Where the ends of a range are in the wrong order, drop both."""
        low, high = self.cleaned_data.get(least), self.cleaned_data.get(most)
        if low is not None and high is not None and low > high:
            self.add_error(least, sentence)
            self.cleaned_data.pop(most)

    @property
    def search(self) -> Search:
        """What could be read."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value or value == 0}
        return Search(**{"sort": NEWEST} | given)


def read_search(query: QueryDict | str) -> tuple[Search, SearchForm]:
    form = SearchForm(QueryDict(query) if isinstance(query, str) else query)
    return form.search, form
