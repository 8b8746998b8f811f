from django import forms
from django.http import QueryDict

from listings.search.criteria import ANY, BEST, FIELDS, NEWEST, Search
from listings.search.filters import FILTERS
from listings.search.filters.fields import SeveralField
from listings.search.terms import read_terms

SORTS = [("newest", "Newest first"), ("cheapest", "Lowest rent"), ("closest", "Shortest walk")]
SORTS += [("cost", "Lowest true cost"), ("best", "Best match")]


class SearchForm(forms.Form):
    """Reads a query string, with the fields of all filters. What it can't read becomes an error;
    `search` has the rest."""

    data: QueryDict
    field_order = tuple(ANY)

    sort = forms.ChoiceField(
        required=False,
        choices=SORTS,
        error_messages={"invalid_choice": "Sort by newest, cheapest, closest, cost or best."},
    )
    # Not validated: a cursor that can't be read means the first page.
    after = forms.Field(required=False)

    def clean(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, SeveralField) and field.unknown(self.data.getlist(name)):
                known = self.cleaned_data[name]
                self.add_error(name, "We don’t know one of these. Pick from the list.")
                self.cleaned_data[name] = known
        for each in FILTERS:
            each.clean(self)
        if self.cleaned_data.get("sort") == BEST and not read_terms(self.cleaned_data.get("q", "")):
            # Words such as "the" or "!" leave no terms to rank by: every listing matches alike.
            self.cleaned_data["sort"] = NEWEST

    @property
    def search(self) -> Search:
        """What could be read."""
        self.is_valid()
        values = self.cleaned_data | {"sort": self.cleaned_data.get("sort") or NEWEST}
        return Search(**values | {"after": self.cleaned_data["after"] or ""})


SearchForm.base_fields |= FIELDS


def read_search(query: str) -> Search:
    return SearchForm(QueryDict(query)).search
