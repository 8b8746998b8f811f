from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q

from listings.search import text_match  # noqa: F401 - registers the lookup
from listings.search.filters.base import Filter
from listings.search.terms import read_terms

if TYPE_CHECKING:
    from listings.search.criteria import Search


UNSEARCHABLE = "There’s a character in it that we can’t search for."


class KeywordsField(forms.CharField):
    def clean(self, value: str | None) -> str:
        # Half a surrogate pair is valid in Python, but not in a database.
        written: str = super().clean(value).encode(errors="replace").decode()
        return " ".join(written.split())


class Keywords(Filter):
    """`q`: words as `terms` parses them, each somewhere in the search document."""

    group = "q"
    reads = ("title", "street", "keywords", "amenity_words", "description")
    fields = {
        "q": KeywordsField(
            label="Keywords",
            required=False,
            max_length=200,
            error_messages={
                "max_length": "Use at most 200 characters.",
                "null_characters_not_allowed": UNSEARCHABLE,
            },
        )
    }

    def condition(self, search: "Search") -> Q | None:
        clauses = read_terms(search.q)
        return Q(search_document__matches=clauses) if clauses else None

    def label(self, search: "Search") -> str:
        return f"“{search.q}”" if search.q else ""
