from collections.abc import Awaitable, Callable

from listings.search.form import read_search
from listings.updates import protocol


class Subscription:
    """What the page of one socket shows, and what was sent to it."""

    # The position up to which its search is matched, and whether listings that appeared before it
    # joined are still missing: see `match_queue`.
    position = 0
    is_late = False

    def __init__(self, write: Callable[[str], Awaitable[None]], network: str = "") -> None:
        """`write(text)` is awaited for every frame; `network` is where the socket comes from."""
        self._write = write
        self.network = network
        self.replace(protocol.Watch())

    def replace(self, watch: protocol.Watch) -> None:
        """Replace what is watched."""
        self.ids = frozenset(watch.ids)
        self.shown = watch.shown
        self.since = watch.since
        # Neither the sort order nor the page matters for what matches.
        self.search = None if watch.query is None else read_search(watch.query).without("sort")
        self.query = "" if self.search is None else self.search.query()
        self._new: set[int] = set()
        self._sent = 0

    def is_behind(self, entry_id: int) -> bool:
        """Whether its page was rendered before that entry of the change log."""
        return self.search is not None and self.since is not None and self.since < entry_id

    def differs(self, listing: int, state: protocol.State, has_changed: bool) -> bool:
        """Whether its page shows another state. A page that doesn't say what it shows is as old as
        its `since`, so it shows another one if the listing `has_changed` just now."""
        shown = self.shown.get(listing)
        if shown is None:
            return has_changed
        status, rent = shown
        # The lister's own page shows the rent of a hidden listing, which the state leaves out.
        is_hidden = status == state.status == protocol.NOT_PUBLIC.status
        return not is_hidden and (status, rent) != (state.status, state.rent)

    async def send_state(self, listing: int, state: protocol.State) -> None:
        await self._write(protocol.frame_of(listing, state))

    async def send_new(self, found: set[int], gone: set[int]) -> None:
        """Send how many listings the search newly finds, without those on the page and those that
        are gone again."""
        self._new = (self._new - gone) | (found - self.ids)
        if len(self._new) > self._sent:
            self._sent = len(self._new)
            await self._write(protocol.new_frame(self._sent))
