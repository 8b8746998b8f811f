from functools import cached_property

from django.http import QueryDict

from listings.models import ChangeLogEntry
from listings.querysets.listing import ListingQuerySet
from listings.search.criteria import Search
from listings.search.facets import Facets, facets_of
from listings.search.form import SearchForm
from listings.search.matching import matching, sort
from listings.search.spelling import corrected


class ParsedSearch:
    """A query string as a page answers it.

    `search` is what was written and `corrected` the same with its words spelled correctly.
    `change_log_position` is the newest entry of the change log before the database was searched.
    """

    def __init__(self, query: QueryDict) -> None:
        # Read first: a change in between is loaded again rather than missed.
        self.change_log_position = ChangeLogEntry.objects.newest_id()
        self.form = SearchForm(query)
        self.search = self.form.search

    @cached_property
    def corrected(self) -> Search:
        # Words that find something as written need no correction, which takes a while.
        if not self.search.q or self._facets_as_written.read:
            return self.search
        return corrected(self.search)

    @property
    def corrected_words(self) -> str:
        """The corrected words; empty where they are used as written."""
        return self.corrected.q if self.corrected.q != self.search.q else ""

    @property
    def results(self) -> ListingQuerySet:
        return sort(self.without(), self.corrected)

    def without(self, *names: str) -> ListingQuerySet:
        """What it finds with these parameters at any, unordered."""
        return matching(self.corrected.without(*names))

    @property
    def facets(self) -> Facets:
        is_as_written = self.corrected.q == self.search.q
        return self._facets_as_written if is_as_written else self._facets(self.corrected)

    @cached_property
    def _facets_as_written(self) -> Facets:
        return self._facets(self.search)

    def _facets(self, search: Search) -> Facets:
        return facets_of(search, self.change_log_position)
