from listings.search.form import read_search
from listings.updates import protocol


class Watcher:
    """One socket: what its page shows, and what was told to it."""

    # The position up to which its search is matched, and whether listings that appeared before it
    # joined are still missing: see `match_queue`.
    position = 0
    is_late = False

    def __init__(self, write, network: str = ""):
        """`write(text)` is awaited for every frame; `network` is where it comes from."""
        self._write = write
        self.network = network
        self.look_at(protocol.Watch())

    def look_at(self, watch: protocol.Watch):
        """Watch this instead of what was watched."""
        self.ids = frozenset(watch.ids)
        self.shown = watch.shown
        self.since = watch.since
        # The order says nothing of what matches, and pages are read from the first.
        self.search = None if watch.query is None else read_search(watch.query)[0].without("sort")
        self.query = "" if self.search is None else self.search.query()
        self._new: set[int] = set()
        self._told = 0

    def is_behind(self, line: int) -> bool:
        """Whether its page was made before that line of the book."""
        return self.search is not None and self.since is not None and self.since < line

    def shows_other(self, listing: int, state: protocol.State, has_changed: bool) -> bool:
        """Whether its page shows it otherwise. A page that doesn't say what it shows is as old as
        its line: what `has_changed` just now it can't know."""
        shown = self.shown.get(listing)
        if shown is None:
            return has_changed
        status, rent = shown
        # The lister's own page shows the rent of a hidden listing, which the state leaves out.
        is_hidden = status == state.status == protocol.HIDDEN.status
        return not is_hidden and (status, rent) != (state.status, state.rent)

    async def tell_state(self, listing: int, state: protocol.State):
        await self._write(protocol.frame_of(listing, state))

    async def tell_new(self, found: set[int], gone: set[int]):
        """Count what the search finds since, without what is on the page, and what can't be found
        any more."""
        self._new = (self._new - gone) | (found - self.ids)
        if len(self._new) > self._told:
            self._told = len(self._new)
            await self._write(protocol.new_frame(self._told))
