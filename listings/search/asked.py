from dataclasses import replace

from listings.models import Change, Listing
from listings.search.form import SearchForm


class Asked:
    """A query as a page answers it: `search` as it was written, `meant` with its words put right,
    and `book`, how far the book of changes was before anything was looked for."""

    def __init__(self, query):
        # Read first: what comes between is new once more, never missed.
        self.book = Change.objects.newest()
        self.form = SearchForm(query)
        self.search = self.form.search
        self.meant = replace(self.search, q=Listing.objects.spelled(self.search.q))

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
