from dataclasses import replace
from functools import cached_property

from listings.models import ChangeLogEntry, Listing
from listings.search.facets import GROUPS, Facets, facets_of
from listings.search.form import SearchForm


class Asked:
    """A query as a page answers it: `search` as it was written, `meant` with its words put right,
    and `book`, how far the book of changes was before anything was looked for."""

    def __init__(self, query):
        # Read first: what comes between is new once more, never missed.
        self.book = ChangeLogEntry.objects.newest_id()
        self.form = SearchForm(query)
        self.search = self.form.search

    @cached_property
    def meant(self):
        # What finds something as it stands needs no second look at its words, which takes a while.
        if not self.search.q or self._as_written.read:
            return self.search
        return replace(self.search, q=Listing.objects.spelled(self.search.q))

    @property
    def spelled(self) -> str:
        """What the words were read as; empty where they were read as they are written."""
        return self.meant.q if self.meant.q != self.search.q else ""

    @property
    def found(self):
        return self.without().ordered(self.meant)

    def without(self, *names: str):
        """What it finds with these fields at "any", in no order of its own."""
        return Listing.objects.published().fitting(self.meant.without(*names))

    @property
    def facets(self) -> Facets:
        is_as_written = self.meant.q == self.search.q
        return self._as_written if is_as_written else self._facets(self.meant)

    @cached_property
    def _as_written(self) -> Facets:
        return self._facets(self.search)

    def _facets(self, search) -> Facets:
        rest = Listing.objects.published().fitting(search.without(*GROUPS))
        return facets_of(rest, search, self.book)
